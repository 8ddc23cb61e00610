package order

import (
	"context"
	"slices"

	"uketsuke/internal/actor"
)

// DraftsOf lists the drafts of a caller with a telephone number, the latest
// first. The drafts are sealed: the vault says which.
func (s *Service) DraftsOf(ctx context.Context, phone string) ([]DraftInfo, error) {
	if _, err := actor.Require(ctx, takers...); err != nil {
		return nil, err
	}
	all, _, err := s.Drafts(ctx, DraftFilter{Size: 200})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	ids := make([]string, len(all))
	for i, d := range all {
		ids[i] = d.ID
	}
	of, err := s.vault.DraftsOf(ctx, phone, ids...)
	return slices.DeleteFunc(all, func(d DraftInfo) bool { return !slices.Contains(of, d.ID) }), err
}
