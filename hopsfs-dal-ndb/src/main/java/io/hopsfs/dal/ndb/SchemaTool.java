package io.hopsfs.dal.ndb;

import io.hopsfs.dal.Schema;
import io.hopsfs.dal.StoreException;
import io.hopsfs.dal.tables.Tables;
import java.io.PrintStream;
import java.util.function.UnaryOperator;
import org.apache.hadoop.conf.Configuration;

/**
 * The command {@code hopsfs schema}: {@code apply} creates or migrates the tables in NDB, {@code status} tells which version they
 * have. Exit code 0: the tables are of this program's version; 1: they aren't, or it can't be told; 2: wrong arguments.
 */
public final class SchemaTool {
  private static final int UP_TO_DATE = 0;
  private static final int BEHIND = 1;
  private static final int USAGE = 2;

  private final SchemaMigrations migrations;
  private final PrintStream out;

  SchemaTool(Schema schema, UnaryOperator<String> configuration, PrintStream out) throws StoreException {
    this.migrations = new SchemaMigrations(NdbSettings.from(configuration), schema);
    this.out = out;
  }

  public static void main(String[] args) {
    var configuration = new Configuration();
    configuration.addResource("hdfs-site.xml");
    System.exit(run(args, configuration::getTrimmed, System.out, System.err));
  }

  static int run(String[] args, UnaryOperator<String> configuration, PrintStream out, PrintStream err) {
    if (args.length != 1 || !args[0].equals("apply") && !args[0].equals("status")) {
      err.println("Usage: hopsfs schema apply | status");
      return USAGE;
    }
    try {
      var tool = new SchemaTool(Tables.SCHEMA, configuration, out);
      return args[0].equals("apply") ? tool.apply() : tool.status();
    } catch (StoreException e) {
      err.println("schema: " + e.getMessage());
      return BEHIND;
    }
  }

  private int apply() throws StoreException {
    migrations.apply();
    return status();
  }

  private int status() throws StoreException {
    var status = migrations.status();
    out.printf("database %s: %s; this program: schema version %d%n", status.database(),
        status.found() == 0 ? "no schema" : "schema version " + status.found(), status.wanted());
    status.pending().forEach(migration -> out.println("to be applied: " + migration));
    return status.found() == status.wanted() ? UP_TO_DATE : BEHIND;
  }
}
