package io.hopsfs.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SettlementTest {
  private static final int CLIENTS = 40_000;
  private static final Duration AVOIDANCE = Duration.ofSeconds(10);

  private final AtomicLong now = new AtomicLong(-5);
  private final SplittableRandom random = new SplittableRandom(42);

  private Settlement<String> settlement(String... seeds) {
    return new Settlement<>(List.of(seeds), AVOIDANCE, now::get, random.split());
  }

  private List<Settlement<String>> clients(String... seeds) {
    var clients = new ArrayList<Settlement<String>>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(settlement(seeds));
    }
    return clients;
  }

  private static void assertSharesAreEven(List<Settlement<String>> clients, String... namenodes) {
    Map<String, Long> counts = clients.stream().map(Settlement::current)
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    assertThat(counts).containsOnlyKeys(namenodes);
    assertThat(counts.values()).allSatisfy(count ->
        assertThat((double) count).isCloseTo((double) CLIENTS / namenodes.length, within(0.05 * CLIENTS / namenodes.length)));
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void clientsBeginEvenlySpreadOverTheSeeds() {
    assertSharesAreEven(clients("a", "b", "c"), "a", "b", "c");
  }

  @Test
  void theListOfAFewSeedsSpreadsClientsOverAllThatLive() {
    var clients = clients("a", "b");
    clients.forEach(client -> client.learnt(List.of("a", "b", "c", "d", "e")));
    assertSharesAreEven(clients, "a", "b", "c", "d", "e");
  }

  @Test
  void aJoiningNamenodeGetsItsShareAndTheOthersLoseAlike() {
    var clients = clients("a", "b", "c");
    clients.forEach(client -> client.learnt(List.of("a", "b", "c")));
    clients.forEach(client -> client.learnt(List.of("a", "b", "c", "d")));
    assertSharesAreEven(clients, "a", "b", "c", "d");
  }

  @Test
  void onlyAsManyMoveAsTheNewcomerNeeds() {
    var clients = clients("a", "b", "c");
    var before = clients.stream().map(Settlement::current).toList();
    clients.forEach(client -> client.learnt(List.of("a", "b", "c", "d")));
    long moved = 0;
    for (int i = 0; i < CLIENTS; i++) {
      moved += before.get(i).equals(clients.get(i).current()) ? 0 : 1;
    }
    assertThat((double) moved).isCloseTo(CLIENTS / 4.0, within(0.05 * CLIENTS / 4));
  }

  @Test
  void theClientsOfAnEvictedNamenodeSpreadOverTheOthers() {
    var clients = clients("a", "b", "c");
    clients.forEach(client -> client.learnt(List.of("a", "b", "c")));
    clients.forEach(client -> client.learnt(List.of("a", "b")));
    assertSharesAreEven(clients, "a", "b");
  }

  @Test
  void oneThatStartsAgainUnderANewAddressTakesThePlaceOfTheOld() {
    var clients = clients("a", "b", "c");
    clients.forEach(client -> client.learnt(List.of("a", "b", "c")));
    clients.forEach(client -> client.learnt(List.of("b", "c", "d")));
    assertSharesAreEven(clients, "b", "c", "d");
  }

  @Test
  void severalThatComeAndGoAtOnceLeaveTheLoadEven() {
    var clients = clients("a", "b", "c", "d");
    clients.forEach(client -> client.learnt(List.of("a", "b", "c", "d")));
    clients.forEach(client -> client.learnt(List.of("d", "e")));
    assertSharesAreEven(clients, "d", "e");
    clients.forEach(client -> client.learnt(List.of("e", "f", "g")));
    assertSharesAreEven(clients, "e", "f", "g");
  }

  @Test
  void anUnchangedListMovesNobody() {
    var clients = clients("a", "b", "c");
    var before = clients.stream().map(Settlement::current).toList();
    for (int i = 0; i < 3; i++) {
      clients.forEach(client -> client.learnt(List.of("c", "b", "a")));
    }
    assertThat(clients.stream().map(Settlement::current).toList()).isEqualTo(before);
  }

  private static void fails(List<Settlement<String>> clients, String namenode) {
    clients.stream().filter(client -> client.current().equals(namenode)).forEach(client -> client.failed(namenode));
  }

  @Test
  void theClientsOfANamenodeThatFailsAWhileSpreadOverTheOthersAndReturnThoughTheOthersNeverNoticed() {
    var clients = clients("a", "b", "c");
    clients.forEach(client -> client.learnt(List.of("a", "b", "c")));
    for (int again = 0; again < 3; again++) {
      fails(clients, "b");
      assertSharesAreEven(clients, "a", "c");
      clients.forEach(client -> client.learnt(List.of("a", "b", "c")));
      assertSharesAreEven(clients, "a", "c");
      pass(AVOIDANCE.multipliedBy(1L << again));
      clients.forEach(client -> client.learnt(List.of("a", "b", "c")));
      assertSharesAreEven(clients, "a", "b", "c");
    }
  }

  @Test
  void theLoadIsEvenAfterAnOutageThatSomeClientsSawListedAndOthersDidNot() {
    var clients = clients("a", "b", "c");
    clients.forEach(client -> client.learnt(List.of("a", "b", "c")));
    fails(clients, "b");
    clients.subList(0, CLIENTS / 2).forEach(client -> client.learnt(List.of("a", "c")));
    assertSharesAreEven(clients, "a", "c");
    pass(AVOIDANCE);
    clients.forEach(client -> client.learnt(List.of("a", "b", "c")));
    assertSharesAreEven(clients, "a", "b", "c");
  }

  @Test
  void aRefugeThatFailsTooIsLeftForAThird() {
    var client = settlement("a", "b", "c");
    String home = client.current();
    client.failed(home);
    String refuge = client.current();
    client.failed(refuge);
    assertThat(client.current()).isNotIn(home, refuge);
    pass(AVOIDANCE);
    client.learnt(List.of("a", "b", "c"));
    assertThat(client.current()).isEqualTo(home);
  }

  @Test
  void aFailureOfANamenodeThatTheClientHasLeftMovesItNowhere() {
    var client = settlement("a", "b", "c");
    String settled = client.current();
    List.of("a", "b", "c").stream().filter(other -> !other.equals(settled)).forEach(client::failed);
    assertThat(client.current()).isEqualTo(settled);
  }

  @Test
  void aNamenodeThatFailsAgainAndAgainIsAvoidedLongerAndLonger() {
    var client = settlement("a", "b");
    String home = client.current();
    client.failed(home);
    pass(AVOIDANCE);
    client.learnt(List.of("a", "b"));
    assertThat(client.current()).isEqualTo(home);
    client.failed(home);
    pass(AVOIDANCE);
    client.learnt(List.of("a", "b"));
    assertThat(client.current()).isNotEqualTo(home);
    pass(AVOIDANCE);
    client.learnt(List.of("a", "b"));
    assertThat(client.current()).isEqualTo(home);
  }

  @Test
  void whenAllHaveFailedTheClientGoesRound() {
    var client = settlement("a", "b", "c");
    var order = new ArrayList<String>();
    for (int i = 0; i < 9; i++) {
      order.add(client.current());
      client.failed(client.current());
      pass(Duration.ofMillis(1));
    }
    assertThat(order.subList(0, 3)).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(order.subList(3, 6)).isEqualTo(order.subList(0, 3));
    assertThat(order.subList(6, 9)).isEqualTo(order.subList(0, 3));
  }

  @Test
  void aSeedIsTakenAgainWhenNoneOfTheListedCanBeReached() {
    var client = settlement("seed");
    client.learnt(List.of("inside1", "inside2"));
    client.failed("inside1");
    client.failed("inside2");
    assertThat(client.current()).isEqualTo("seed");
    client.learnt(List.of("inside1", "inside2"));
    assertThat(client.current()).as("as long as they are avoided").isEqualTo("seed");
  }

  @Test
  void thoseToAskAreTheCurrentOneThenTheListedThenTheSeedsThenThoseThatFailed() {
    var client = settlement("seed1", "seed2");
    client.learnt(List.of("a", "b", "c"));
    String current = client.current();
    String failed = current.equals("a") ? "b" : "a";
    client.failed(failed);
    var order = client.toAsk();
    assertThat(order).startsWith(current).endsWith(failed).hasSize(5);
    assertThat(order.subList(2, 4)).containsExactlyInAnyOrder("seed1", "seed2");
  }

  @Test
  void noSeedIsAnError() {
    assertThatThrownBy(() -> settlement()).isInstanceOf(IllegalArgumentException.class).hasMessage("no NameNode is configured");
  }
}
