/** Workbooks made of the practice project's people, to try bulk changes with: what each of them teaches is said in the catalogue. */
import { z } from 'zod';

/** - `clean`: every row can be carried out. - `mistakes`: what people do wrong most. - `many`: more rows than anybody reads. */
export const sampleNames = ['clean', 'mistakes', 'many'] as const;
export const sampleNameSchema = z.enum(sampleNames);
export type SampleName = (typeof sampleNames)[number];
