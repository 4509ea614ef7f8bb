/** Where one browser of a person hands everything to another: two pigeonholes behind one id that only the two know (H1 to H4). */
export const handoverPath = (id: string): string => `/v1/handover/${id}`
export const handoverAnswerPath = (id: string): string => `/v1/handover/${id}/answer`
