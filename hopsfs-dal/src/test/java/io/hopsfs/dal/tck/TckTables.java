package io.hopsfs.dal.tck;

import static io.hopsfs.dal.Column.number;
import static io.hopsfs.dal.Column.string;
import static io.hopsfs.dal.ColumnType.INT;
import static io.hopsfs.dal.ColumnType.LONG;

import io.hopsfs.dal.Index;
import io.hopsfs.dal.Schema;
import io.hopsfs.dal.Table;
import io.hopsfs.dal.tables.Tables;
import java.util.List;

/** The tables that the contract tests work on, declared as an extension's would be. */
public final class TckTables {
  public static final Table<Account> ACCOUNTS = Table.named("tck_accounts")
      .key(number("id", LONG)).columns(number("balance", LONG)).codec(Account.CODEC);

  public static final Table<Entry> ENTRIES = Table.named("tck_entries")
      .key(number("parent", LONG), string("name", 255))
      .columns(number("id", LONG), string("tag", 64), string("note", 255).orNull())
      .codec(Entry.CODEC);
  public static final Index<Entry> ENTRIES_BY_ID = ENTRIES.uniqueIndex("tck_entries_by_id", "id");
  public static final Index<Entry> ENTRIES_BY_TAG = ENTRIES.index("tck_entries_by_tag", "tag");

  public static final Table<Tally> TALLIES = Table.named("tck_tallies")
      .key(string("who", 64), number("what", INT)).unordered().columns(number("count", LONG)).codec(Tally.CODEC);

  /** hopsfs's own tables and those above. */
  public static final Schema SCHEMA = Tables.SCHEMA.with(List.of(ACCOUNTS, ENTRIES, TALLIES));

  private TckTables() {
  }
}
