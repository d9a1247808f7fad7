#!/usr/bin/env bash
# What the Dockerfile promises, tried without Docker: takes its RUN steps in a folder of its own, starts the bot there as
# nobody, with the project read-only and no home, asks for its health, and draws a picture. Needs root (to become
# nobody), the network (for npm ci), and an empty database:
#
#   DATABASE_URL=postgres://… tools/check-image.sh
set -euo pipefail
: "${DATABASE_URL:?Set DATABASE_URL to an empty database.}"
cd "$(dirname "$0")/.."

node=$(readlink -f "$(command -v node)")
work=$(mktemp -d)
image=$work/image
bot=
trap '[ -z "$bot" ] || kill "$bot" 2>/dev/null || true; rm -rf "$work"' EXIT
mkdir "$image" "$work/data"
chmod 755 "$work"
install -m 755 "$node" "$work/node"

cp package.json package-lock.json .npmrc "$image"
steps=$(awk '/^RUN npm ci/ { on = 1 } on { print } on && !/\\$/ { exit }' Dockerfile | sed '1s/^RUN //')
(cd "$image" && bash -c "$steps")
awk '/^COPY [^-]/ && !/package-lock/ { $1 = $NF = ""; print }' Dockerfile | xargs -n 1 | xargs -I {} cp -r {} "$image"
chown -R 0:0 "$image"
chmod -R a+rX,a-w "$image"
chown 65534:65534 "$work/data"

as_nobody=(env -i PATH=/usr/bin:/bin HOME=/nonexistent NODE_ENV=production HOST=127.0.0.1 PORT=39417
  DATA_DIR="$work/data" DATABASE_URL="$DATABASE_URL"
  setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all "$work/node")

cd "$image"
"${as_nobody[@]}" bots/main.ts start &
bot=$!
for _ in $(seq 120); do
  curl --silent --fail --max-time 2 http://127.0.0.1:39417/healthz && break
  kill -0 "$bot"
  sleep 0.5
done
echo
"${as_nobody[@]}" --input-type=module --eval "
  const { boardCard } = await import('$image/core/pictures/board-card.ts')
  const { drawPng } = await import('$image/core/pictures/draw.ts')
  const lines = [{ place: 1, name: 'Ada 🎓 学', points: 12, isAsker: false }]
  const png = await drawPng(boardCard({ title: 'Board', subtitle: 'this week', lines, people: 1 }))
  if (!png.startsWith('iVBORw0KGgo')) throw new Error('no picture')
  console.log('a picture was drawn')"
"${as_nobody[@]}" --eval "require('node:fs').writeFileSync('$image/written', '')" 2>/dev/null && { echo 'the project is writable' >&2; exit 1; }
curl --silent --fail http://127.0.0.1:39417/healthz >/dev/null
kill "$bot"
wait "$bot" || true
bot=
du -sm "$image" | awk '{ print "without Node and the base image: " $1 " MB" }'
echo 'The image will run.'
