# Two stages: the first builds wheels from the locked dependencies, the second holds only what runs.
FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements.lock ./
# Hashes or nothing: a file that is not the one that was locked ends the build.
RUN pip wheel --no-cache-dir --require-hashes --wheel-dir /wheels -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY prompts ./prompts
COPY docs/mascot.svg ./docs/
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:3.13-slim
LABEL org.opencontainers.image.title="ByteBot" \
      org.opencontainers.image.description="Reads news feeds and posts byte-sized Key Takeaways to Discord" \
      org.opencontainers.image.licenses="MIT"
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --no-deps /wheels/*.whl \
    && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin bytebot \
    && install -d -o bytebot -g bytebot -m 0700 /data
USER 10001
WORKDIR /data
VOLUME /data
# Everything that is written goes to /data, so the root may be mounted read-only: docker run --read-only --tmpfs /tmp ...
ENV BYTEBOT_STORE__URL="sqlite+aiosqlite:////data/bytebot.db" \
    MPLCONFIGDIR="/tmp/matplotlib" \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
# The first signal lets work under way finish, which takes less than 20 s: stop with --stop-timeout 30.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=10s --start-period=30s --start-interval=5s --retries=3 CMD ["bytebot", "healthcheck"]
ENTRYPOINT ["bytebot"]
CMD ["run"]
