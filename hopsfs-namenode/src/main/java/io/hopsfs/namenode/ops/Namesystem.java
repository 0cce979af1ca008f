package io.hopsfs.namenode.ops;

import io.hopsfs.namenode.cluster.Ids;
import io.hopsfs.namenode.namespace.FileStatuses;
import io.hopsfs.namenode.namespace.FsLimits;
import io.hopsfs.namenode.namespace.InodeTree;
import io.hopsfs.namenode.namespace.Paths;
import io.hopsfs.namenode.namespace.Permissions;
import io.hopsfs.namenode.namespace.Principals;
import io.hopsfs.namenode.namespace.Resolver;
import io.hopsfs.namenode.tx.CommittedRows;
import io.hopsfs.namenode.tx.Transactions;
import java.time.Clock;

/** The rooms that ops work with, wired once by the NameNode. */
public record Namesystem(
    Transactions transactions,
    CommittedRows committed,
    Clock clock,
    Paths paths,
    Principals principals,
    Permissions permissions,
    FsLimits limits,
    InodeTree tree,
    Resolver resolver,
    FileStatuses statuses,
    Ids ids,
    DirectoryMaker directories,
    DirectoryLister lister,
    SubtreeAccess subtreeAccess,
    Removal removal,
    Mover mover) {
}
