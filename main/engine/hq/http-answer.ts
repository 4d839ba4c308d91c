/** An HTTP answer as it came off the wire, body decompressed. Header values are null when absent. */
export type HttpAnswer = {
  status: number;
  contentType: string | null;
  body: string;
  retryAfter: string | null;
  /** Date header. */
  date: string | null;
  /** Location header of a redirect or of something created. */
  location?: string | null;
};
