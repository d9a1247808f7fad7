# The bot with your own PostgreSQL: docker run -e DATABASE_URL=… -e ROOM_TOKEN=… -p 3000:3000 studyhall
FROM node:26-slim
ENV NODE_ENV=production HOST=0.0.0.0
WORKDIR /studyhall
COPY package.json package-lock.json .npmrc ./
# the image brings its own Node and needs no PostgreSQL of ours
RUN npm ci --omit=dev --omit=optional --ignore-scripts && rm -rf node_modules/.bin/node
COPY tsconfig.json ./
COPY bots bots
COPY core core
COPY migrations migrations
COPY content content
USER node
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "bots/main.ts", "start"]
