package io.hopsfs.benchmarks.load;

/**
 * What a server is filled with, and by whom.
 *
 * @param threads          clients, each with a connection of its own
 * @param toEach           whether each of several NameNodes has so many, rather than an equal share
 * @param files            in the tree, at least
 * @param bigDirectory     whether there is also the directory of 1,000 files
 * @param datanodes        simulated
 * @param heartbeatMillis  from one round of heartbeats to the next
 * @param reportedReplicas how many of a block's three locations get a replica
 */
public record LoadPlan(int threads, boolean toEach, int files, boolean bigDirectory, int datanodes, long heartbeatMillis, int reportedReplicas) {
}
