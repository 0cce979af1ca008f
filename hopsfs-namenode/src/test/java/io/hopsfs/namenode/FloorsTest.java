package io.hopsfs.namenode;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** Guards the floors of the house: a room knows only rooms below it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FloorsTest {
  private static final String HOUSE = "io.hopsfs.namenode";
  private static final List<String> FLOORS = List.of("tx", "namespace", "cluster", "blocks", "ops");
  private static final List<String> ADAPTERS = List.of("rpc", "http");

  private final JavaClasses house =
      new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests()).importPackages(HOUSE);

  @TestFactory
  List<DynamicTest> noFloorKnowsTheOnesAbove() {
    return FLOORS.stream().map(floor -> DynamicTest.dynamicTest(floor, () -> knowsNone(floor, above(floor)).check(house))).toList();
  }

  @TestFactory
  List<DynamicTest> adaptersDontKnowEachOther() {
    return ADAPTERS.stream().map(adapter -> DynamicTest.dynamicTest(adapter, () -> knowsNone(adapter,
        ADAPTERS.stream().filter(other -> !other.equals(adapter)).map(FloorsTest::room).toArray(String[]::new)).check(house)))
        .toList();
  }

  @Test
  void nobodyButTheMainClassesKnowsTheHouseAsAWhole() {
    noClasses().that().resideInAnyPackage(HOUSE + ".*..").should().dependOnClassesThat().resideInAPackage(HOUSE).check(house);
  }

  @Test
  void nothingBelowRpcKnowsProtocolBuffers() {
    noClasses().that().resideInAnyPackage(FLOORS.stream().map(FloorsTest::room).toArray(String[]::new))
        .should().dependOnClassesThat().resideInAnyPackage("com.google.protobuf..", "org.apache.hadoop.thirdparty.protobuf..",
            "..protocolPB..", "..protocol.proto..", "..ipc.protobuf..").check(house);
  }

  @Test
  void theNameNodeKnowsNoStoreByName() {
    noClasses().that().resideInAPackage(HOUSE + "..").should().dependOnClassesThat()
        .resideInAnyPackage("io.hopsfs.dal.rocksdb..", "io.hopsfs.dal.ndb..", "org.rocksdb..").check(house);
  }

  private static ArchRule knowsNone(String floor, String... rooms) {
    return noClasses().that().resideInAPackage(room(floor)).should().dependOnClassesThat().resideInAnyPackage(rooms);
  }

  private static String[] above(String floor) {
    var higher = new ArrayList<>(FLOORS.subList(FLOORS.indexOf(floor) + 1, FLOORS.size()));
    higher.addAll(ADAPTERS);
    return higher.stream().map(FloorsTest::room).toArray(String[]::new);
  }

  private static String room(String name) {
    return HOUSE + "." + name + "..";
  }
}
