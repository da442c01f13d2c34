/** Something about a row that whoever reads the report should know: a code to count by, and a sentence. */
export interface Remark {
  code: string;
  text: string;
}
