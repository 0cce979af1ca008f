-- Schema of hopsfs in MySQL NDB Cluster, version 1. Generated from io.hopsfs.dal.tables.Tables with:
--   mvn -q -B -pl hopsfs-dal test -Dtest=MigrationsTest -Dhopsfs.schema.write=true
-- Tables as declared: 20fa785e95c6672f

CREATE TABLE `schema_version` (
  `name` VARBINARY(64) NOT NULL,
  `version` INT NOT NULL,
  PRIMARY KEY (`name`)
) ENGINE=NDB COMMENT='NDB_TABLE=READ_BACKUP=1' PARTITION BY KEY (`name`);

CREATE TABLE `inodes` (
  `parent_id` BIGINT NOT NULL,
  `name` VARBINARY(255) NOT NULL,
  `id` BIGINT NOT NULL,
  `kind` TINYINT NOT NULL,
  `permission` SMALLINT NOT NULL,
  `owner_id` INT NOT NULL,
  `group_id` INT NOT NULL,
  `mtime` BIGINT NOT NULL,
  `atime` BIGINT NOT NULL,
  `flags` INT NOT NULL,
  `storage_policy` TINYINT NOT NULL,
  `children` INT NOT NULL,
  `replication` SMALLINT NOT NULL,
  `block_size` BIGINT NOT NULL,
  `length` BIGINT NOT NULL,
  `block_count` INT NOT NULL,
  `client_name` VARBINARY(255) NULL,
  `client_machine` VARBINARY(255) NULL,
  PRIMARY KEY (`parent_id`, `name`),
  UNIQUE KEY `inodes_by_id` (`id`) USING HASH
) ENGINE=NDB COMMENT='NDB_TABLE=READ_BACKUP=1' PARTITION BY KEY (`parent_id`);

CREATE TABLE `blocks` (
  `inode_id` BIGINT NOT NULL,
  `block_index` INT NOT NULL,
  `block_id` BIGINT NOT NULL,
  `generation_stamp` BIGINT NOT NULL,
  `length` BIGINT NOT NULL,
  `state` TINYINT NOT NULL,
  `replicas` VARBINARY(16384) NOT NULL,
  `recovery_id` BIGINT NOT NULL,
  `truncate_length` BIGINT NOT NULL,
  PRIMARY KEY (`inode_id`, `block_index`)
) ENGINE=NDB COMMENT='NDB_TABLE=READ_BACKUP=1' PARTITION BY KEY (`inode_id`);

CREATE TABLE `block_owners` (
  `block_id` BIGINT NOT NULL,
  `inode_id` BIGINT NOT NULL,
  `block_index` INT NOT NULL,
  PRIMARY KEY (`block_id`)
) ENGINE=NDB COMMENT='NDB_TABLE=READ_BACKUP=1' PARTITION BY KEY (`block_id`);

CREATE TABLE `storage_blocks` (
  `storage_id` INT NOT NULL,
  `block_id` BIGINT NOT NULL,
  `generation_stamp` BIGINT NOT NULL,
  `length` BIGINT NOT NULL,
  `state` TINYINT NOT NULL,
  PRIMARY KEY (`storage_id`, `block_id`)
) ENGINE=NDB COMMENT='NDB_TABLE=READ_BACKUP=1' PARTITION BY KEY (`storage_id`);

CREATE TABLE `storages` (
  `storage_id` INT NOT NULL,
  `uuid` VARBINARY(255) NOT NULL,
  `datanode_uuid` VARBINARY(255) NOT NULL,
  `type` TINYINT NOT NULL,
  `state` TINYINT NOT NULL,
  PRIMARY KEY (`storage_id`),
  UNIQUE KEY `storages_by_uuid` (`uuid`) USING HASH
) ENGINE=NDB COMMENT='NDB_TABLE=READ_BACKUP=1' PARTITION BY KEY (`storage_id`);

CREATE TABLE `datanodes` (
  `uuid` VARBINARY(255) NOT NULL,
  `ip_address` VARBINARY(255) NOT NULL,
  `host_name` VARBINARY(255) NOT NULL,
  `xfer_port` INT NOT NULL,
  `info_port` INT NOT NULL,
  `info_secure_port` INT NOT NULL,
  `ipc_port` INT NOT NULL,
  `rack` VARBINARY(255) NOT NULL,
  `admin_state` TINYINT NOT NULL,
  `software_version` VARBINARY(255) NOT NULL,
  `last_heartbeat` BIGINT NOT NULL,
  PRIMARY KEY (`uuid`)
) ENGINE=NDB COMMENT='NDB_TABLE=READ_BACKUP=1' PARTITION BY KEY (`uuid`);

CREATE TABLE `namenodes` (
  `namenode_id` BIGINT NOT NULL,
  `rpc_address` VARBINARY(255) NOT NULL,
  `http_address` VARBINARY(255) NOT NULL,
  `heartbeats` BIGINT NOT NULL,
  `epoch` BIGINT NOT NULL,
  `barrier` BIGINT NOT NULL,
  `started` BIGINT NOT NULL,
  PRIMARY KEY (`namenode_id`)
) ENGINE=NDB COMMENT='NDB_TABLE=READ_BACKUP=1' PARTITION BY KEY (`namenode_id`);

CREATE TABLE `leases` (
  `holder` VARBINARY(255) NOT NULL,
  `last_renewed` BIGINT NOT NULL,
  PRIMARY KEY (`holder`) USING HASH
) ENGINE=NDB COMMENT='NDB_TABLE=READ_BACKUP=1' PARTITION BY KEY (`holder`);

CREATE TABLE `lease_files` (
  `holder` VARBINARY(255) NOT NULL,
  `inode_id` BIGINT NOT NULL,
  PRIMARY KEY (`holder`, `inode_id`)
) ENGINE=NDB COMMENT='NDB_TABLE=READ_BACKUP=1' PARTITION BY KEY (`holder`);

CREATE TABLE `dir_quotas` (
  `inode_id` BIGINT NOT NULL,
  `namespace_quota` BIGINT NOT NULL,
  `namespace_used` BIGINT NOT NULL,
  `space_quota` BIGINT NOT NULL,
  `space_used` BIGINT NOT NULL,
  `type_quota` VARBINARY(255) NOT NULL,
  `type_used` VARBINARY(255) NOT NULL,
  PRIMARY KEY (`inode_id`) USING HASH
) ENGINE=NDB COMMENT='NDB_TABLE=READ_BACKUP=1' PARTITION BY KEY (`inode_id`);

CREATE TABLE `xattrs` (
  `inode_id` BIGINT NOT NULL,
  `namespace` TINYINT NOT NULL,
  `name` VARBINARY(255) NOT NULL,
  `value` VARBINARY(16384) NOT NULL,
  PRIMARY KEY (`inode_id`, `namespace`, `name`)
) ENGINE=NDB COMMENT='NDB_TABLE=READ_BACKUP=1' PARTITION BY KEY (`inode_id`);

CREATE TABLE `acls` (
  `inode_id` BIGINT NOT NULL,
  `entries` VARBINARY(16384) NOT NULL,
  PRIMARY KEY (`inode_id`)
) ENGINE=NDB COMMENT='NDB_TABLE=READ_BACKUP=1' PARTITION BY KEY (`inode_id`);

CREATE TABLE `users` (
  `user_id` INT NOT NULL,
  `name` VARBINARY(255) NOT NULL,
  PRIMARY KEY (`user_id`),
  UNIQUE KEY `users_by_name` (`name`) USING HASH
) ENGINE=NDB COMMENT='NDB_TABLE=READ_BACKUP=1' PARTITION BY KEY (`user_id`);

CREATE TABLE `groups` (
  `group_id` INT NOT NULL,
  `name` VARBINARY(255) NOT NULL,
  PRIMARY KEY (`group_id`),
  UNIQUE KEY `groups_by_name` (`name`) USING HASH
) ENGINE=NDB COMMENT='NDB_TABLE=READ_BACKUP=1' PARTITION BY KEY (`group_id`);

CREATE TABLE `variables` (
  `name` VARBINARY(255) NOT NULL,
  `number` BIGINT NOT NULL,
  `text` VARBINARY(8192) NULL,
  PRIMARY KEY (`name`) USING HASH
) ENGINE=NDB COMMENT='NDB_TABLE=READ_BACKUP=1' PARTITION BY KEY (`name`);

CREATE TABLE `retry_cache` (
  `client_id` VARBINARY(16) NOT NULL,
  `call_id` INT NOT NULL,
  `expires` BIGINT NOT NULL,
  `result` VARBINARY(4096) NULL,
  PRIMARY KEY (`client_id`, `call_id`) USING HASH
) ENGINE=NDB COMMENT='NDB_TABLE=READ_BACKUP=1' PARTITION BY KEY (`client_id`);

CREATE TABLE `subtree_ops` (
  `inode_id` BIGINT NOT NULL,
  `namenode_id` BIGINT NOT NULL,
  `operation` TINYINT NOT NULL,
  `started` BIGINT NOT NULL,
  PRIMARY KEY (`inode_id`)
) ENGINE=NDB COMMENT='NDB_TABLE=READ_BACKUP=1' PARTITION BY KEY (`inode_id`);

CREATE TABLE `under_replicated` (
  `priority` TINYINT NOT NULL,
  `block_id` BIGINT NOT NULL,
  PRIMARY KEY (`priority`, `block_id`)
) ENGINE=NDB COMMENT='NDB_TABLE=READ_BACKUP=1' PARTITION BY KEY (`priority`);

CREATE TABLE `pending_replication` (
  `block_id` BIGINT NOT NULL,
  `expires` BIGINT NOT NULL,
  `targets` VARBINARY(4096) NOT NULL,
  PRIMARY KEY (`block_id`)
) ENGINE=NDB COMMENT='NDB_TABLE=READ_BACKUP=1' PARTITION BY KEY (`block_id`);

CREATE TABLE `invalidations` (
  `storage_id` INT NOT NULL,
  `block_id` BIGINT NOT NULL,
  `generation_stamp` BIGINT NOT NULL,
  `length` BIGINT NOT NULL,
  PRIMARY KEY (`storage_id`, `block_id`)
) ENGINE=NDB COMMENT='NDB_TABLE=READ_BACKUP=1' PARTITION BY KEY (`storage_id`);

CREATE TABLE `block_recoveries` (
  `block_id` BIGINT NOT NULL,
  `recovery_id` BIGINT NOT NULL,
  PRIMARY KEY (`block_id`)
) ENGINE=NDB COMMENT='NDB_TABLE=READ_BACKUP=1' PARTITION BY KEY (`block_id`);
