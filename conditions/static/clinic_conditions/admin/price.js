/* The price of a treatment as a live reference (conditions/prices.py); see live_fact.js. */
window.clinicLiveFacts.register('CLINIC_PRICE', 'tag');
