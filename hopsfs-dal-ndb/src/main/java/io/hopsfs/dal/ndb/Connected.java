package io.hopsfs.dal.ndb;

/** What transactions need of a store that is connected to its cluster. */
record Connected(NdbCatalogue catalogue, SessionPool sessions, LockQueue queue) {
}
