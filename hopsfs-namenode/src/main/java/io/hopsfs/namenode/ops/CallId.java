package io.hopsfs.namenode.ops;

/**
 * What tells one call of a client from all others, so that its retry is known again.
 *
 * @param clientId   16 bytes, as in the RPC header
 * @param retryCount how often the client has called before with the same ids
 */
public record CallId(byte[] clientId, int callId, int retryCount) {
}
