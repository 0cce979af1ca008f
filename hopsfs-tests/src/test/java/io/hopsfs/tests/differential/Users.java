package io.hopsfs.tests.differential;

import java.util.List;
import java.util.Map;
import org.apache.hadoop.security.UserGroupInformation;

/** The people of the sequences, and the groups that both sides know them by. */
final class Users {
  /** Stands for whoever runs the tests, and hence both NameNodes. */
  static final String SUPERUSER = "super";

  static final List<String> NAMES = List.of(SUPERUSER, "alice", "bob", "carol", "admin");

  private static final Map<String, List<String>> GROUPS = Map.of(
      "alice", List.of("staff", "users"),
      "bob", List.of("staff"),
      "carol", List.of("guests"),
      "admin", List.of("supergroup"));

  private Users() {
  }

  static UserGroupInformation asUser(String name) {
    return UserGroupInformation.createUserForTesting(name, GROUPS.get(name).toArray(String[]::new));
  }

  /** The names under which a user's clients hold leases. */
  static List<String> clientsOf(String user) {
    return List.of(user + "-client-1", user + "-client-2");
  }
}
