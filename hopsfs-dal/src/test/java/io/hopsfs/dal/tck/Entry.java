package io.hopsfs.dal.tck;

import io.hopsfs.dal.Key;
import io.hopsfs.dal.Row;
import io.hopsfs.dal.RowCodec;
import io.hopsfs.dal.RowReader;
import io.hopsfs.dal.RowWriter;

/** A row shaped like an inode: a key of two columns, a unique index on its id, an index on its tag. */
public record Entry(long parent, String name, long id, String tag, String note) implements Row {

  static final RowCodec<Entry> CODEC = new RowCodec<>() {
    @Override
    public void write(Entry row, RowWriter out) {
      out.putNumber(0, row.parent);
      out.putString(1, row.name);
      out.putNumber(2, row.id);
      out.putString(3, row.tag);
      out.putString(4, row.note);
    }

    @Override
    public Entry read(RowReader in) {
      return new Entry(in.getNumber(0), in.getString(1), in.getNumber(2), in.getString(3), in.getString(4));
    }
  };

  @Override
  public Key<Entry> key() {
    return TckTables.ENTRIES.key(parent, name);
  }

  Entry withTag(String newTag) {
    return new Entry(parent, name, id, newTag, note);
  }

  Entry movedTo(long newParent, String newName) {
    return new Entry(newParent, newName, id, tag, note);
  }
}
