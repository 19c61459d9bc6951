# The image of Mluv: it serves, and it works behind the scenes; docs/self-hosting.md says how it is run.
#
#     docker build -t mluv:0.1.0 .
#     docker buildx build --platform linux/amd64,linux/arm64 -t registry.example.org/mluv:0.1.0 --push .
#
# Node has the version that package.json brings along for `npm start`.

# The page is the same on every platform, and is built on that of whoever builds.
FROM --platform=$BUILDPLATFORM node:24.21.0-trixie-slim AS page
WORKDIR /mluv
COPY package.json package-lock.json ./
COPY protocol/package.json protocol/
COPY server/package.json server/
COPY web/package.json web/
RUN npm ci --omit=dev --no-audit --no-fund --ignore-scripts --workspace=protocol --workspace=server --workspace=web
COPY protocol protocol
COPY server/src server/src
COPY web web
RUN npm run build

FROM node:24.21.0-trixie-slim
WORKDIR /mluv
COPY package.json package-lock.json ./
COPY protocol/package.json protocol/
COPY server/package.json server/
COPY web/package.json web/
RUN npm ci --omit=dev --no-audit --no-fund --workspace=protocol --workspace=server && npm cache clean --force
COPY LICENSE NOTICE ./
COPY protocol protocol
COPY server server
COPY --from=page /mluv/web/dist web/dist
# What the embedded PostgreSQL's libraries are missing is made now: nothing is written to this folder afterwards.
RUN node --eval "import('/mluv/server/src/adapters/embedded-postgres/binaries.ts').then(({ locateBinaries }) => locateBinaries())"
RUN mkdir /data && chown 1000:1000 /data

ENV NODE_ENV=production HOST=0.0.0.0 MLUV_DATA=/data
# `node` in this image. By number, so that Kubernetes sees that it is not root.
USER 1000:1000
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT ?? 3000}/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# As `npm start` has it, without npm between the process and its signals: SIGTERM ends it once what runs is done.
ENTRYPOINT ["node", "--max-semi-space-size=4", "--heap-growing-percent=60", "server/src/main.ts"]
CMD ["serve"]
