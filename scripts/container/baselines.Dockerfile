# syntax=docker/dockerfile:1

# The Python implementations that run_container_4c4g_compare.sh compares with, and their models. Built in the root of
# the repository, after the image of whisper-batch, which exports the checkpoint as ONNX files for one of them:
#
#   docker build -t whisper-batch-baselines -f scripts/container/baselines.Dockerfile .

ARG PRODUCT_IMAGE=whisper-batch
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

FROM ${PRODUCT_IMAGE} AS exported
# Not below /cache: what is written into a volume is lost in some builders.
RUN ["whisper-batch", "export", "--quiet", "/tmp/exported"]

FROM ${PYTHON_IMAGE}
ENV BASELINES_PYTHON=/usr/local/bin/python PYTHONDONTWRITEBYTECODE=1 ORT_DISABLE_TELEMETRY=1
WORKDIR /app/baselines
COPY baselines/requirements.txt ./
RUN python -m pip install --no-cache-dir --requirement requirements.txt
COPY whisper-base-with-past ../whisper-base-with-past
COPY baselines ./
RUN python convert_checkpoint.py
COPY --from=exported /tmp/exported .models/whisper-base-onnx
