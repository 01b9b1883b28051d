/** What Nexmark names of Beam's connector to Pub/Sub; nothing of it is used. */
package org.apache.beam.sdk.io.gcp.pubsub;
