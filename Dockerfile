# syntax=docker/dockerfile:1

# whisper-batch with its model, for the platform it is built on. Graphs are compiled at the first run, because they fit
# one CPU's instruction set; keep /cache in a volume to compile them once:
#
#   docker build -t whisper-batch .
#   docker run --rm --init --user "$(id -u):$(id -g)" -v whisper-batch-cache:/cache -v "$PWD/talks:/work" whisper-batch run .
#
# --build-arg GPL_CODECS=no leaves out the codecs under the GPL: AAC (with Apple Lossless), AC-3 and DTS.

ARG NODE_IMAGE=node:20.20.2-bookworm-slim@sha256:2cf067cfed83d5ea958367df9f966191a942351a2df77d6f0193e162b5febfc0

FROM ${NODE_IMAGE} AS build
ENV ONNXRUNTIME_NODE_INSTALL=skip
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev
COPY tsconfig.json tsconfig.build.json ./
COPY scripts scripts
COPY workers workers
COPY src src
RUN npm run build && chmod 755 dist/src/cli/main.js

FROM ${NODE_IMAGE} AS packages
ARG GPL_CODECS=yes
ENV ONNXRUNTIME_NODE_INSTALL=skip
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev
COPY scripts/trim-packages.mjs scripts/
RUN if [ "$GPL_CODECS" = no ]; then node scripts/trim-packages.mjs --without-gpl-codecs; else node scripts/trim-packages.mjs; fi

FROM ${NODE_IMAGE}
# ONNX Runtime would otherwise look for a network to report its use to.
ENV NODE_ENV=production XDG_CACHE_HOME=/cache ORT_DISABLE_TELEMETRY=1
WORKDIR /app
COPY whisper-base-with-past whisper-base-with-past
COPY --from=packages /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json onnx.proto LICENSE CHANGELOG.md ./
COPY data data
# Any user may be chosen with --user, so that results belong to whoever started the container.
RUN ln -s /app/dist/src/cli/main.js /usr/local/bin/whisper-batch \
    && mkdir --mode=1777 /cache /work
# The user "node" of the base image.
USER 1000:1000
VOLUME /cache
WORKDIR /work
ENTRYPOINT ["whisper-batch"]
CMD ["--help"]
