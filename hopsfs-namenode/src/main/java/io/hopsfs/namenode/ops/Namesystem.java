package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.namespace.Paths;
import io.hopsfs.namenode.namespace.Principals;
import io.hopsfs.namenode.tx.CommittedRows;
import io.hopsfs.namenode.tx.Transactions;
import java.time.Clock;

/** The rooms that ops work with, wired once by the NameNode. */
public record Namesystem(
    Transactions transactions,
    CommittedRows committed,
    Clock clock,
    Paths paths,
    Principals principals) {
}
