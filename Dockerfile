# One static binary in an empty image: no shell, no package manager, nothing to
# patch but the binary. It runs as an ordinary user, on a read-only root; all it
# writes goes to /data (databases of the embedded default, artefacts), /keys
# (key files, apart from the data) and /tmp.
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags="-s -w" -o /out/uketsuke ./cmd/uketsuke \
 && mkdir -m 0700 /out/data /out/keys && mkdir -m 1777 /out/tmp

FROM scratch
COPY --from=build /out/uketsuke /uketsuke
COPY --from=build /src/catalog /catalog
COPY --from=build --chown=65532:65532 /out/data /data
COPY --from=build --chown=65532:65532 /out/keys /keys
COPY --from=build /out/tmp /tmp
USER 65532:65532
WORKDIR /
ENV HOME=/data \
    UKETSUKE_LISTEN=0.0.0.0:8080 \
    UKETSUKE_VAULT_KEY_FILE=/keys/vault.key \
    UKETSUKE_AUDIT_KEY_FILE=/keys/audit.key \
    UKETSUKE_SITE_KEY_FILE=/keys/site.key
VOLUME ["/data", "/keys"]
EXPOSE 8080
ENTRYPOINT ["/uketsuke", "--data", "/data"]
CMD ["serve"]
