import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { parse, stringify } from 'yaml'
import { PlainError } from '../../core/db/plain-error.ts'
import type { Machine } from '../machine.ts'

const file = new URL('../slack/manifest.yaml', import.meta.url)

export function manifestCommand(machine: () => Machine): Command {
  return new Command('manifest')
    .description("print the manifest of a Slack app: for a socket, or for requests to an address of one's own")
    .argument('[url]', 'where Slack reaches this bot, such as https://study.example.com')
    .option('--many', 'many workspaces install it')
    .action(async (url: string | undefined, { many = false }: { many?: boolean }) => {
      machine().print(manifestFor(await readFile(file, 'utf8'), { url, many }).trimEnd())
    })
}

interface Manifest {
  readonly features: { readonly slash_commands: readonly object[] }
  readonly oauth_config: object
  readonly settings: { readonly event_subscriptions: object; readonly interactivity: object }
}

/**
 * The manifest for a way of reaching the bot; as it is kept for a socket.
 *
 * @param text the kept manifest, YAML
 * @throws PlainError for an address that Slack would not take
 */
export function manifestFor(
  text: string,
  { url, many }: { readonly url: string | undefined; readonly many: boolean },
): string {
  if (url === undefined) {
    if (many)
      throw new PlainError('Name the address at which Slack reaches this bot, such as https://study.example.com.')
    return text
  }
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
    throw new PlainError(`Slack sends requests to https:// addresses only; ${url} is none.`)
  }
  const base = url.replace(/\/+$/, '')
  const requests = `${base}/slack/events`
  const kept = parse(text) as Manifest
  const { features, oauth_config: oauth, settings } = kept
  return stringify({
    ...kept,
    features: { ...features, slash_commands: features.slash_commands.map((one) => ({ ...one, url: requests })) },
    oauth_config: many ? { redirect_urls: [`${base}/slack/oauth_redirect`], ...oauth } : oauth,
    settings: {
      ...settings,
      event_subscriptions: { request_url: requests, ...settings.event_subscriptions },
      interactivity: { ...settings.interactivity, request_url: requests },
      socket_mode_enabled: false,
      token_rotation_enabled: many,
    },
  })
}
