import { BlockList, isIP } from 'node:net'

/** One's own machine and network (RFC 1918, RFC 4193); not 169.254.0.0/16, where clouds hand out credentials. */
const nearby = new BlockList()
nearby.addSubnet('127.0.0.0', 8)
nearby.addSubnet('10.0.0.0', 8)
nearby.addSubnet('172.16.0.0', 12)
nearby.addSubnet('192.168.0.0', 16)
nearby.addAddress('::1', 'ipv6')
nearby.addSubnet('fc00::', 7, 'ipv6')

/** Where AWS, Google Cloud and Oracle's cloud hand out credentials by IPv6: inside one's own network. */
const metadata = new BlockList()
metadata.addAddress('fd00:ec2::254', 'ipv6')
metadata.addAddress('fd20:ce::254', 'ipv6')
metadata.addAddress('fd00:c1::a9fe:a9fe', 'ipv6')

/**
 * Whether a platform's tokens may go to this address: by https, or in the clear no further than one's own network.
 *
 * @param text what an operator set
 */
export function isPlatformAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password, search, hash } = new URL(text)
  const isBare = [username, password, search, hash].every((part) => part === '')
  return isBare && (protocol === 'https:' || (protocol === 'http:' && isNearby(hostname)))
}

function isNearby(hostname: string): boolean {
  const address = hostname.replace(/^\[(.*)\]$/, '$1')
  const kind = isIP(address)
  if (kind === 4) return nearby.check(address)
  if (kind === 6) return nearby.check(address, 'ipv6') && !metadata.check(address, 'ipv6')
  // a name without a dot is of this machine, or of a container beside this one
  return !address.includes('.')
}
