package io.hopsfs.dal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The declaration of a table: everything that a backend needs to store its rows. The first columns are the primary key. Rows that
 * share the first of them live together: a distributed store keeps them in one partition, where a transaction or a scan that works
 * on them stays. Immutable after the declaring class is initialised.
 */
public final class Table<R extends Row> extends KeySpace<R> {
  private final String name;
  private final List<Column> columns;
  private final boolean ordered;
  private final RowCodec<R> codec;
  private List<Index<R>> indexes = List.of();

  private Table(Builder builder, RowCodec<R> codec) {
    super(List.copyOf(builder.columns.subList(0, builder.keyLength)));
    this.name = builder.name;
    this.columns = List.copyOf(builder.columns);
    this.ordered = builder.ordered;
    this.codec = codec;
  }

  public static Builder named(String name) {
    return new Builder(name);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Table<R> table() {
    return this;
  }

  public List<Column> columns() {
    return columns;
  }

  @Override
  boolean lastColumnOpen() {
    return true;
  }

  /** Whether rows can be scanned in the order of their primary key, by a prefix of it, and from a key on. */
  public boolean ordered() {
    return ordered;
  }

  public RowCodec<R> codec() {
    return codec;
  }

  public List<Index<R>> indexes() {
    return indexes;
  }

  /** Declares an index on columns of this table, named; part of the declaration, so only called while the schema is built. */
  public Index<R> index(String indexName, String... columnNames) {
    return declare(indexName, false, columnNames);
  }

  /** As {@link #index}, of which no two rows share a key; asked by whole keys only. */
  public Index<R> uniqueIndex(String indexName, String... columnNames) {
    return declare(indexName, true, columnNames);
  }

  private Index<R> declare(String indexName, boolean unique, String... columnNames) {
    var index = new Index<>(indexName, this, unique, Arrays.stream(columnNames).mapToInt(this::position).toArray());
    var more = new ArrayList<>(indexes);
    more.add(index);
    indexes = List.copyOf(more);
    return index;
  }

  private int position(String columnName) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(columnName)) {
        return i;
      }
    }
    throw new IllegalArgumentException(name + " has no column " + columnName);
  }

  /** A row that is known to be of this table, by its key say, as this table's type; null stays null. */
  @SuppressWarnings("unchecked")
  public R cast(Row row) {
    return (R) row;
  }

  @Override
  public String toString() {
    return name;
  }

  /** Collects the parts of a declaration: key columns first, then the others, then the codec. */
  public static final class Builder {
    private final String name;
    private final List<Column> columns = new ArrayList<>();
    private int keyLength;
    private boolean ordered = true;

    private Builder(String name) {
      this.name = name;
    }

    public Builder key(Column... keyColumns) {
      columns.addAll(Arrays.asList(keyColumns));
      keyLength = columns.size();
      return this;
    }

    public Builder columns(Column... others) {
      columns.addAll(Arrays.asList(others));
      return this;
    }

    /**
     * Nobody asks for these rows other than by a whole primary key, or for all of them in any order: a store may keep the key as a hash,
     * which makes every write of a row cheaper.
     */
    public Builder unordered() {
      ordered = false;
      return this;
    }

    public <R extends Row> Table<R> codec(RowCodec<R> codec) {
      return new Table<>(this, codec);
    }
  }
}
