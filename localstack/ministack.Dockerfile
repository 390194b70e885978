# MiniStack with what verifies tokens (cryptography) and speaks CloudWatch's protocol (cbor2). It runs the Lambdas' own
# binaries as processes, so it is built on a system that has their C library.
FROM python:3.13-slim-bookworm

RUN useradd --system --create-home ministack \
    && mkdir -p /var/lib/ministack \
    && chown ministack /var/lib/ministack \
    && apt-get update && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/*
RUN pip install --no-cache-dir ministack==1.5.33 cryptography cbor2

USER ministack
WORKDIR /var/lib/ministack
EXPOSE 4566
CMD ["ministack"]
