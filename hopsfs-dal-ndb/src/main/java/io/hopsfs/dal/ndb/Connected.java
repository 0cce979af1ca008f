package io.hopsfs.dal.ndb;

/**
 * What transactions need of a store that is connected to its cluster.
 *
 * @param roundTrips counts every wait for the data nodes
 */
record Connected(NdbCatalogue catalogue, SessionPool sessions, RoundTrips roundTrips) {
}
