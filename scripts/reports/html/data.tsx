/** A value that the page's script reads: JSON in an element that shows nothing. Text content, so that it is escaped like any other. */

export function Data({ of, value }: { readonly of: string; readonly value: unknown }) {
  return (
    <template class="data" data-of={of}>
      {JSON.stringify(value)}
    </template>
  );
}
