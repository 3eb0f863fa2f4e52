# syntax=docker/dockerfile:1
# Node runs the TypeScript as it is: the image is the sources, their libraries and Node.

FROM node:26-slim AS install
WORKDIR /app
ENV CI=true
RUN npm install --global pnpm@12
# The libraries come by the lockfile alone, so that a change of our own code does not fetch them again.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
RUN pnpm fetch --prod
COPY packages packages
COPY services services
COPY simulators simulators
COPY sites sites
RUN pnpm install --prod --offline --frozen-lockfile --filter "@jernih/station..."

# The screen, as browsers take it. Its builder and its libraries stay here.
FROM install AS screen
COPY tsconfig.base.json ./
RUN pnpm fetch && pnpm install --offline --frozen-lockfile --filter "@jernih/dashboard..."
RUN pnpm --filter @jernih/dashboard build

FROM node:26-slim
WORKDIR /app
# chattr, by which the station keeps a btrfs volume from ending it when it is full.
RUN apt-get update && apt-get install --yes --no-install-recommends e2fsprogs && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production \
    NODE_COMPILE_CACHE=/var/cache/jernih \
    MALLOC_ARENA_MAX=2 \
    MALLOC_MMAP_THRESHOLD_=131072 \
    JERNIH_DATA_DIR=/data \
    JERNIH_SITES_DIR=/app/sites \
    SIMULATOR=off
COPY --from=install /app /app
COPY --from=screen /app/services/dashboard/dist /app/services/dashboard/dist
RUN install --directory --owner=node --group=node --mode=0700 /data /var/cache/jernih
VOLUME /data
USER node
# What it compiles is kept in the image, by the user who runs it: containers are read-only. With the flags of CMD, since V8 takes
# nothing that was compiled under others.
RUN node --max-old-space-size=1024 --max-semi-space-size=8 --heap-growing-percent=15 --no-allocation-site-pretenuring --eval "import('/app/services/station/src/station.ts')"
EXPOSE 8080 8443 1883 8883
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.HTTP_PORT || 8080}/readyz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node is started directly, so that SIGTERM reaches it.
CMD ["node", "--max-old-space-size=1024", "--max-semi-space-size=8", "--heap-growing-percent=15", "--no-allocation-site-pretenuring", "services/station/src/main.ts"]
