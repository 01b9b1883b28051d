/**
 * What Nexmark names of Beam's extension for Google's cloud. Nothing of it is used, and the
 * extension would bring clients of that cloud, and options that register themselves. Where a runner
 * brings the extension all the same, it comes first on the class path, and these are not seen.
 */
package org.apache.beam.sdk.extensions.gcp.options;
