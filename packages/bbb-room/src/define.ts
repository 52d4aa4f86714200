/** Registers an element, unless the page has one of that name already: two copies of this script do no harm. */
export const define = (name: string, element: CustomElementConstructor): void => {
  if (!customElements.get(name)) customElements.define(name, element)
}
