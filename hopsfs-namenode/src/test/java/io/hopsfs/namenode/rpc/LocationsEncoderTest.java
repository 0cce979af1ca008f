package io.hopsfs.namenode.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.hopsfs.dal.tables.Replica;
import io.hopsfs.dal.tables.ReplicaState;
import io.hopsfs.namenode.blocks.PlacedBlock;
import io.hopsfs.namenode.ops.AddBlockOp;
import io.hopsfs.namenode.ops.FilesFixture;
import io.hopsfs.namenode.ops.GetBlockLocationsOp;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.AddBlockResponseProto;
import org.apache.hadoop.hdfs.protocol.proto.ClientNamenodeProtocolProtos.GetBlockLocationsResponseProto;
import org.apache.hadoop.hdfs.protocolPB.PBHelperClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocationsEncoderTest {
  private static final String CLIENT = "DFSClient_1";

  private final LocationsEncoder encoder = new LocationsEncoder();
  private FilesFixture files;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    files = new FilesFixture(directory.resolve("store"));
  }

  @AfterEach
  void stop() throws Exception {
    files.close();
  }

  @Test
  void writesTheBytesThatHdfsWrites() throws IOException {
    files.write("/one", 7);
    files.write("/four", 1024, 1024, 1024, 5);
    files.create("/empty");
    files.create("/open");
    files.addBlock("/open", null, 0);
    assertSame("/one", 0, 1);
    assertSame("/four", 0, Long.MAX_VALUE);
    assertSame("/four", 1024, 1024);
    assertSame("/four", 5000, 1);
    assertSame("/empty", 0, 1);
    assertSame("/open", 0, 1);
  }

  @Test
  void writesTheBytesThatHdfsWritesForCorruptBlocks() throws IOException {
    files.write("/f", 50);
    var ns = files.namesystem();
    var block = files.fs().read(new GetBlockLocationsOp("/f", 0, 1), files.root()).last().row();
    for (var good : block.replicas()) {
      ns.transactions().run(null, tx -> ns.blockMap().addReplica(tx, ns.blockMap().lock(tx, block.blockId()),
          new Replica(good.storageId(), ReplicaState.CORRUPT, good.generationStamp(), good.length())));
      assertSame("/f", 0, 1);
    }
    assertThat(files.fs().read(new GetBlockLocationsOp("/f", 0, 1), files.root()).last().corrupt()).isTrue();
  }

  @Test
  void writesTheBytesThatHdfsWritesForANewBlock() throws IOException {
    files.create("/f");
    PlacedBlock block = files.fs().write(new AddBlockOp("/f", CLIENT, null, null, 0, null, null), files.root());
    var expected = AddBlockResponseProto.newBuilder().setBlock(PBHelperClient.convertLocatedBlock(block.located())).build();
    byte[] encoded = encoder.encode(block).toByteArray();
    assertThat(AddBlockResponseProto.parseFrom(encoded)).isEqualTo(expected);
    assertThat(encoded).isEqualTo(expected.toByteArray());
  }

  @Test
  void whateverChangesOfADatanodeIsToldAtOnce() throws IOException {
    files.write("/f", 7);
    var datanode = files.namesystem().registry().datanode("uuid-1");
    Runnable[] changes = {
        () -> datanode.setCapacity(101), () -> datanode.setDfsUsed(102), () -> datanode.setNonDfsUsed(103),
        () -> datanode.setRemaining(104), () -> datanode.setBlockPoolUsed(105), () -> datanode.setCacheCapacity(106),
        () -> datanode.setCacheUsed(107), () -> datanode.setLastUpdate(datanode.getLastUpdate() + 1),
        () -> datanode.setLastUpdateMonotonic(datanode.getLastUpdateMonotonic() + 1), () -> datanode.setXceiverCount(110),
        () -> datanode.setLastBlockReportTime(111), () -> datanode.setLastBlockReportMonotonic(112),
        () -> datanode.setNumBlocks(113), () -> datanode.setUpgradeDomain("domain"),
        () -> datanode.setSoftwareVersion("3.5.1"), () -> datanode.setIpAddr("127.0.0.99"), datanode::startDecommission,
        datanode::setDecommissioned, datanode::stopDecommission};
    byte[] before = assertSame("/f", 0, 1);
    for (var change : changes) {
      change.run();
      byte[] after = assertSame("/f", 0, 1);
      assertThat(after).isNotEqualTo(before);
      before = after;
    }
    files.addDatanode(1);
    assertSame("/f", 0, 1);
  }

  private byte[] assertSame(String path, long offset, long length) throws IOException {
    var found = files.fs().read(new GetBlockLocationsOp(path, offset, length), files.root());
    var expected = GetBlockLocationsResponseProto.newBuilder().setLocations(PBHelperClient.convert(found.located())).build();
    byte[] encoded = encoder.encode(found).toByteArray();
    assertThat(GetBlockLocationsResponseProto.parseFrom(encoded)).isEqualTo(expected);
    assertThat(encoded).isEqualTo(expected.toByteArray());
    return encoded;
  }
}
