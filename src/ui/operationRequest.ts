/** What a person can ask of operations beside beginning one. */
export type OperationRequest =
  'resume' | 'giveUp' | 'retryFailed' | 'revert' | 'showReport' | 'cancel' | 'runApprovedPlan' | 'showScript';
