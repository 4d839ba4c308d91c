/** The one web global that shared code uses; every host (Node, Chrome) has it, but shared is compiled with neither's types. */
declare class URL {
  constructor(url: string, base?: string);
  readonly origin: string;
  readonly protocol: string;
}
