package io.hopsfs.namenode.namespace;

import java.util.Set;

/**
 * Who calls, from where.
 *
 * @param user      short user name
 * @param groups    the user's groups, as the configured group mapping says
 * @param superuser whether permission checks don't apply: the NameNode's own user, or a member of the supergroup
 * @param host      address of the client, for audit and placement; empty for calls from inside
 */
public record Caller(String user, Set<String> groups, boolean superuser, String host) {
}
