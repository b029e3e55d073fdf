/**
 * The reference to a source in the rich text editor (conditions/draftail.py): chosen from Wagtail's
 * own chooser, which also searches and adds. It looks as `clinic/admin/live_fact.js` has it.
 */
(() => {
  class CitationSource extends window.clinicLiveFacts.FactSource {
    getChooserConfig() {
      return {
        url: this.props.entityType.chooserUrls.citationChooser,
        urlParams: {},
        onload: window.CHOOSER_MODAL_ONLOAD_HANDLERS,
        responses: { chosen: ({ id, text, label }) => this.onChosen({ id: Number(id), text, label }) },
      };
    }
  }

  window.clinicLiveFacts.register('CLINIC_CITATION', 'clinic-citation', CitationSource);
})();
