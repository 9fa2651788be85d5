/** What a person can ask of operations beside beginning one. */
export type OperationRequest =
  'resume' | 'retryFailed' | 'revert' | 'showReport' | 'cancel' | 'runApprovedPlan' | 'showScript';
