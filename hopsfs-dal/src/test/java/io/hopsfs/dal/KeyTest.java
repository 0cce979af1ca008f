package io.hopsfs.dal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hopsfs.dal.tables.InodeRow;
import io.hopsfs.dal.tables.Tables;
import io.hopsfs.dal.tck.RowSamples;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class KeyTest {
  private static final long[] NUMBERS = {Long.MIN_VALUE, Long.MIN_VALUE + 1, -1L << 32, -256, -255, -2, -1, 0, 1, 127, 128, 255, 256,
      Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE - 1, Long.MAX_VALUE};

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void ordersNumbersByValue() {
    for (long a : NUMBERS) {
      for (long b : NUMBERS) {
        assertThat(Integer.signum(Tables.BLOCK_OWNERS.key(a).compareTo(Tables.BLOCK_OWNERS.key(b))))
            .as("%d and %d", a, b).isEqualTo(Long.compare(a, b));
      }
    }
  }

  @Test
  void givesNumbersBackAtEveryWidth() {
    for (long n : NUMBERS) {
      assertThat(Tables.BLOCK_OWNERS.key(n).number(0)).isEqualTo(n);
      assertThat(Tables.STORAGE_BLOCKS.key((int) n, n).number(0)).isEqualTo((int) n);
      assertThat(Tables.STORAGE_BLOCKS.key((int) n, n).number(1)).isEqualTo(n);
      assertThat(Tables.UNDER_REPLICATED.key((byte) n, n).number(0)).isEqualTo((byte) n);
      assertThat(Tables.XATTRS.key(n, (byte) n, "user").number(1)).isEqualTo((byte) n);
    }
  }

  @Test
  void neighboursHaveHashesOfTheirOwn() {
    int keys = 100_000;
    assertDistinctHashes(keys, i -> Tables.BLOCK_OWNERS.key(1L << 30 | i));
    assertDistinctHashes(keys, i -> Tables.STORAGE_BLOCKS.key(i % 10, (long) i));
    assertDistinctHashes(keys, i -> Tables.BLOCKS.key(16_385L + i / 3, i % 3));
    assertDistinctHashes(keys, i -> Tables.INODES.key(16_385L + i / 16, utf8("part-" + i % 16)));
  }

  /** By their lower bits too, by which tables find them. */
  private static void assertDistinctHashes(int keys, IntFunction<Key<?>> maker) {
    var hashes = new HashSet<Integer>();
    var buckets = new HashSet<Integer>();
    for (int i = 0; i < keys; i++) {
      int hash = maker.apply(i).hashCode();
      hashes.add(hash);
      buckets.add((hash ^ hash >>> 16) & 0x1FFFF);
    }
    assertThat(hashes).hasSizeGreaterThan(keys * 999 / 1000);
    // Chance would fill 53 % of so many.
    assertThat(buckets).hasSizeGreaterThan(keys * 2 / 3);
  }

  @Test
  void ordersNamesAsUnsignedBytesWithThePrefixFirst() {
    var names = List.of(new byte[0], new byte[] {0}, new byte[] {0, 0}, new byte[] {0, 1}, new byte[] {0, -1}, new byte[] {1}, utf8("a"),
        utf8("a\0"), utf8("a\0b"), utf8("a\u0001"), utf8("ab"), utf8("b"), utf8("\u00e4"), utf8("\ud83d\ude00"), new byte[] {-1},
        new byte[] {-1, -1});
    assertOrdered(names, name -> Tables.INODES.key(1, name));
    assertOrdered(names, name -> Tables.LEASE_FILES.key(name, 7));
    assertOrdered(names, name -> Tables.USERS_BY_NAME.key((Object) name));
  }

  private interface Maker {
    Key<?> key(byte[] name);
  }

  private static void assertOrdered(List<byte[]> ascending, Maker maker) {
    for (int i = 0; i < ascending.size(); i++) {
      for (int j = 0; j < ascending.size(); j++) {
        assertThat(Integer.signum(maker.key(ascending.get(i)).compareTo(maker.key(ascending.get(j)))))
            .as("%s and %s", maker.key(ascending.get(i)), maker.key(ascending.get(j))).isEqualTo(Integer.compare(i, j));
      }
    }
  }

  @Test
  void laterColumnsOnlyCountWhereEarlierOnesAreEqual() {
    assertThat(Tables.LEASE_FILES.key("a", Long.MAX_VALUE)).isLessThan(Tables.LEASE_FILES.key("a\0", Long.MIN_VALUE));
    assertThat(Tables.LEASE_FILES.key("a", Long.MAX_VALUE)).isLessThan(Tables.LEASE_FILES.key("b", Long.MIN_VALUE));
    assertThat(Tables.INODES.key(1, "z")).isLessThan(Tables.INODES.key(2, "a"));
    assertThat(Tables.INODES.key(-1, "z")).isLessThan(Tables.INODES.key(1, "a"));
  }

  @Test
  void givesBytesBackWhateverTheyHold() {
    var random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      var name = new byte[random.nextInt(6)];
      for (int b = 0; b < name.length; b++) {
        name[b] = (byte) (random.nextInt(4) - 1);
      }
      long number = random.nextLong();
      assertThat(Tables.INODES.key(number, name).binary(1)).isEqualTo(name);
      var escaped = Tables.LEASE_FILES.key(name, number);
      assertThat(escaped.binary(0)).isEqualTo(name);
      assertThat(escaped.number(1)).isEqualTo(number);
      var decoded = Tables.LEASE_FILES.decode(escaped.bytes());
      assertThat(decoded).isEqualTo(escaped).hasSameHashCodeAs(escaped);
      assertThat(decoded.number(1)).isEqualTo(number);
    }
  }

  @Test
  void randomKeysSortLikeTheirColumns() {
    var random = new Random(11);
    record Columns(byte[] client, int call) {
    }
    var rows = new ArrayList<Columns>();
    for (int i = 0; i < 300; i++) {
      var client = new byte[random.nextInt(4)];
      for (int b = 0; b < client.length; b++) {
        client[b] = (byte) (random.nextInt(4) - 1);
      }
      rows.add(new Columns(client, random.nextInt(5) - 2));
    }
    var byColumns = new ArrayList<>(rows);
    byColumns.sort((a, b) -> {
      int byClient = Arrays.compareUnsigned(a.client, b.client);
      return byClient != 0 ? byClient : Integer.compare(a.call, b.call);
    });
    var byKey = new ArrayList<>(rows.stream().map(r -> Tables.RETRY_CACHE.key(r.client, r.call)).toList());
    Collections.sort(byKey);
    assertThat(byKey).isEqualTo(byColumns.stream().map(r -> Tables.RETRY_CACHE.key(r.client, r.call)).toList());
  }

  @Test
  void prefixOfANameEndsWhereTheNameDoes() {
    assertThat(Tables.LEASE_FILES.key("client", 1).startsWith(Tables.LEASE_FILES.key("client"))).isTrue();
    assertThat(Tables.LEASE_FILES.key("client2", 1).startsWith(Tables.LEASE_FILES.key("client"))).isFalse();
    assertThat(Tables.LEASE_FILES.key("client\0x", 1).startsWith(Tables.LEASE_FILES.key("client"))).isFalse();
    assertThat(Tables.INODES.key(1, "a").startsWith(Tables.INODES.key(1))).isTrue();
    assertThat(Tables.INODES.key(256, "a").startsWith(Tables.INODES.key(1))).isFalse();
    assertThat(Tables.INODES.key(1, "a").startsWith(Tables.INODES.key())).isTrue();
  }

  @Test
  void shortcutsMakeTheSameKeysAsTheGeneralWay() {
    assertThat(Tables.BLOCK_OWNERS.key(5L)).isEqualTo(Tables.BLOCK_OWNERS.key(new Object[] {5}));
    assertThat(Tables.BLOCKS.key(5, 6)).isEqualTo(Tables.BLOCKS.key(new Object[] {5L, 6}));
    assertThat(Tables.INODES.key(5, utf8("name"))).isEqualTo(Tables.INODES.key(5L, "name"));
  }

  @Test
  void keysOfDifferentTablesAreDifferent() {
    assertThat(Tables.ACLS.key(1)).isNotEqualTo(Tables.DIR_QUOTAS.key(1));
    assertThat(Tables.INODES_BY_ID.key(1)).isNotEqualTo(Tables.ACLS.key(1));
  }

  @Test
  void namesItselfForMessages() {
    assertThat(Tables.INODES.key(16385, "user")).hasToString("inodes(16385, 'user')");
    assertThat(Tables.INODES.key(-3)).hasToString("inodes(-3)");
    assertThat(Tables.INODES.key()).hasToString("inodes()");
    assertThat(Tables.LEASE_FILES.key("a\0b", 7)).hasToString("lease_files('a\0b', 7)");
    assertThat(Tables.INODES_BY_ID.key(7)).hasToString("inodes_by_id(7)");
  }

  @Test
  void indexKeyOfARowIsTheKeyOfItsColumns() {
    InodeRow row = new RowSamples(3).row(Tables.INODES);
    assertThat(Tables.INODES_BY_ID.keyOf(row)).isEqualTo(Tables.INODES_BY_ID.key(row.id()));
  }

  @Test
  void refusesMoreValuesThanColumns() {
    assertThatThrownBy(() -> Tables.ACLS.key(1L, 2L, 3L)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("acls");
    assertThatThrownBy(() -> Tables.INODES.key(1).binary(1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ReadBatch().get(Tables.INODES.key(1))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ReadBatch().get(Tables.INODES_BY_ID.key(1))).isInstanceOf(IllegalArgumentException.class);
  }
}
