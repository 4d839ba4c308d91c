import type { Reply } from '../http/reply.ts';
import type { Field } from '../model.ts';
import { page, pageData } from './page.ts';
import type { PageCall } from './page.ts';

/** HQ's names of the kinds of people a field may be required of. Source: custom_data_fields/models.py (`Field.required_for`). */
const KIND_NAMES = { web: 'webuser', mobile: 'commcare' } as const;

/**
 * "Edit User Fields", to look at: the definitions as page data, the only place where HQ tells a field's pattern.
 * HQ: custom_data_fields/edit_model.py (`page_context`), users/views/mobile/custom_data_fields.py (needs the right to edit mobile workers).
 */
export function userFieldsPage(call: PageCall): Reply {
  const fields = call.hq.store.rules('field').map(shownField);
  return page(call.hq, call, 'Edit User Fields', pageData('custom_fields', fields));
}

function shownField({ slug, label, choices, regex, regex_msg, required_for }: Field) {
  return {
    slug,
    is_required: required_for.length > 0,
    required_for: required_for.map((kind) => KIND_NAMES[kind]),
    label,
    choices,
    regex: regex === '' ? null : regex,
    regex_msg: regex_msg === '' ? null : regex_msg,
    upstream_id: null,
  };
}
