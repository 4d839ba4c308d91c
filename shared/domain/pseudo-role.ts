/**
 * What HQ's Web Users page writes in place of a role for who has none of the project's: HQ's own words, in the English of its pages.
 * Source: corehq/apps/users/models.py, `role_label`.
 */
import { z } from 'zod';

export const pseudoRoles = ['Dimagi User', 'Enterprise User', 'Unauthorized User', 'Unknown User'] as const;
export const pseudoRoleSchema = z.enum(pseudoRoles);
export type PseudoRole = (typeof pseudoRoles)[number];
