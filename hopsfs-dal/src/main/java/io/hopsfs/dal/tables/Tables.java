package io.hopsfs.dal.tables;

import static io.hopsfs.dal.Column.bytes;
import static io.hopsfs.dal.Column.number;
import static io.hopsfs.dal.Column.string;
import static io.hopsfs.dal.ColumnType.BYTE;
import static io.hopsfs.dal.ColumnType.INT;
import static io.hopsfs.dal.ColumnType.LONG;
import static io.hopsfs.dal.ColumnType.SHORT;

import io.hopsfs.dal.Column;
import io.hopsfs.dal.Index;
import io.hopsfs.dal.Schema;
import io.hopsfs.dal.Table;
import java.util.List;

/** Every table of hopsfs, declared once: backends, DDL and documents follow from here. */
public final class Tables {
  private static final int NAME = 255;
  private static final Column INODE_ID = number("inode_id", LONG);
  private static final Column BLOCK_ID = number("block_id", LONG);
  private static final Column STORAGE_ID = number("storage_id", INT);

  public static final Table<InodeRow> INODES = Table.named("inodes")
      .key(number("parent_id", LONG), bytes("name", NAME))
      .columns(number("id", LONG), number("kind", BYTE), number("permission", SHORT), number("owner_id", INT),
          number("group_id", INT), number("mtime", LONG), number("atime", LONG), number("flags", INT),
          number("storage_policy", BYTE), number("children", INT), number("replication", SHORT), number("block_size", LONG),
          number("length", LONG), number("block_count", INT), string("client_name", NAME).orNull(),
          string("client_machine", NAME).orNull())
      .codec(InodeRow.CODEC);
  public static final Index<InodeRow> INODES_BY_ID = INODES.uniqueIndex("inodes_by_id", "id");

  public static final Table<BlockRow> BLOCKS = Table.named("blocks")
      .key(INODE_ID, number("block_index", INT))
      .columns(BLOCK_ID, number("generation_stamp", LONG), number("length", LONG), number("state", BYTE),
          bytes("replicas", 16_384), number("recovery_id", LONG), number("truncate_length", LONG))
      .codec(BlockRow.CODEC);

  public static final Table<BlockOwnerRow> BLOCK_OWNERS = Table.named("block_owners")
      .key(BLOCK_ID).columns(INODE_ID, number("block_index", INT)).codec(BlockOwnerRow.CODEC);

  public static final Table<StorageBlockRow> STORAGE_BLOCKS = Table.named("storage_blocks")
      .key(STORAGE_ID, BLOCK_ID)
      .columns(number("generation_stamp", LONG), number("length", LONG), number("state", BYTE))
      .codec(StorageBlockRow.CODEC);

  public static final Table<StorageRow> STORAGES = Table.named("storages")
      .key(STORAGE_ID)
      .columns(string("uuid", NAME), string("datanode_uuid", NAME), number("type", BYTE), number("state", BYTE))
      .codec(StorageRow.CODEC);
  public static final Index<StorageRow> STORAGES_BY_UUID = STORAGES.uniqueIndex("storages_by_uuid", "uuid");

  public static final Table<DatanodeRow> DATANODES = Table.named("datanodes")
      .key(string("uuid", NAME))
      .columns(string("ip_address", NAME), string("host_name", NAME), number("xfer_port", INT), number("info_port", INT),
          number("info_secure_port", INT), number("ipc_port", INT), string("rack", NAME), number("admin_state", BYTE),
          string("software_version", NAME), number("last_heartbeat", LONG))
      .codec(DatanodeRow.CODEC);

  public static final Table<NamenodeRow> NAMENODES = Table.named("namenodes")
      .key(number("namenode_id", LONG))
      .columns(string("rpc_address", NAME), string("http_address", NAME), number("heartbeats", LONG), number("epoch", LONG),
          number("barrier", LONG), number("started", LONG))
      .codec(NamenodeRow.CODEC);

  public static final Table<LeaseRow> LEASES = Table.named("leases")
      .key(string("holder", NAME)).unordered().columns(number("last_renewed", LONG)).codec(LeaseRow.CODEC);

  public static final Table<LeaseFileRow> LEASE_FILES = Table.named("lease_files")
      .key(string("holder", NAME), INODE_ID).codec(LeaseFileRow.CODEC);

  public static final Table<DirQuotaRow> DIR_QUOTAS = Table.named("dir_quotas")
      .key(INODE_ID).unordered()
      .columns(number("namespace_quota", LONG), number("namespace_used", LONG), number("space_quota", LONG),
          number("space_used", LONG), bytes("type_quota", NAME), bytes("type_used", NAME))
      .codec(DirQuotaRow.CODEC);

  public static final Table<XattrRow> XATTRS = Table.named("xattrs")
      .key(INODE_ID, number("namespace", BYTE), bytes("name", NAME))
      .columns(bytes("value", 16_384))
      .codec(XattrRow.CODEC);

  public static final Table<AclRow> ACLS = Table.named("acls")
      .key(INODE_ID).columns(bytes("entries", 16_384)).codec(AclRow.CODEC);

  public static final Table<UserRow> USERS = Table.named("users")
      .key(number("user_id", INT)).columns(string("name", NAME)).codec(UserRow.CODEC);
  public static final Index<UserRow> USERS_BY_NAME = USERS.uniqueIndex("users_by_name", "name");

  public static final Table<GroupRow> GROUPS = Table.named("groups")
      .key(number("group_id", INT)).columns(string("name", NAME)).codec(GroupRow.CODEC);
  public static final Index<GroupRow> GROUPS_BY_NAME = GROUPS.uniqueIndex("groups_by_name", "name");

  public static final Table<VariableRow> VARIABLES = Table.named("variables")
      .key(string("name", NAME)).unordered()
      .columns(number("number", LONG), bytes("text", 8_192).orNull())
      .codec(VariableRow.CODEC);

  public static final Table<RetryRow> RETRY_CACHE = Table.named("retry_cache")
      .key(bytes("client_id", 16), number("call_id", INT)).unordered()
      .columns(number("expires", LONG), bytes("result", 4_096).orNull())
      .codec(RetryRow.CODEC);

  public static final Table<SubtreeOpRow> SUBTREE_OPS = Table.named("subtree_ops")
      .key(INODE_ID)
      .columns(number("namenode_id", LONG), number("operation", BYTE), number("started", LONG))
      .codec(SubtreeOpRow.CODEC);

  public static final Table<UnderReplicatedRow> UNDER_REPLICATED = Table.named("under_replicated")
      .key(number("priority", BYTE), BLOCK_ID).codec(UnderReplicatedRow.CODEC);

  public static final Table<PendingReplicationRow> PENDING_REPLICATION = Table.named("pending_replication")
      .key(BLOCK_ID).columns(number("expires", LONG), bytes("targets", 4_096)).codec(PendingReplicationRow.CODEC);

  public static final Table<InvalidationRow> INVALIDATIONS = Table.named("invalidations")
      .key(STORAGE_ID, BLOCK_ID)
      .columns(number("generation_stamp", LONG), number("length", LONG))
      .codec(InvalidationRow.CODEC);

  public static final Table<BlockRecoveryRow> BLOCK_RECOVERIES = Table.named("block_recoveries")
      .key(BLOCK_ID).columns(number("recovery_id", LONG)).codec(BlockRecoveryRow.CODEC);

  /** The schema without extensions. */
  public static final Schema SCHEMA = new Schema(1, List.of(INODES, BLOCKS, BLOCK_OWNERS, STORAGE_BLOCKS, STORAGES, DATANODES,
      NAMENODES, LEASES, LEASE_FILES, DIR_QUOTAS, XATTRS, ACLS, USERS, GROUPS, VARIABLES, RETRY_CACHE, SUBTREE_OPS,
      UNDER_REPLICATED, PENDING_REPLICATION, INVALIDATIONS, BLOCK_RECOVERIES));

  private Tables() {
  }
}
