using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Trials;

internal sealed class TrialRunMapping : IEntityTypeConfiguration<TrialRun>
{
    public void Configure(EntityTypeBuilder<TrialRun> builder)
    {
        builder.ToTable("TrialRuns");
        builder.HasKey(run => run.Id);
        builder.Property(run => run.MerchantId).IsFixed();
        builder.Property(run => run.Content).IsLong().IsFixed();
        builder.Property(run => run.Result).IsLong();
        builder.Ignore(run => run.Window);
        builder.HasIndex(run => new { run.MerchantId, run.Kind, run.Id });
    }
}

internal sealed class TrialProposalMapping : IEntityTypeConfiguration<TrialProposal>
{
    public void Configure(EntityTypeBuilder<TrialProposal> builder)
    {
        builder.ToTable("TrialProposals");
        builder.HasKey(proposal => new { proposal.RunId, proposal.MemberId });
        builder.NeverChanges();
        foreach (var changing in (string[])[nameof(TrialProposal.State), nameof(TrialProposal.DecidedBy), nameof(TrialProposal.DecidedAt), nameof(TrialProposal.EntrySequence), nameof(TrialProposal.PostedPoints), nameof(TrialProposal.Parts), nameof(TrialProposal.Version)])
            builder.Property(changing).Metadata.SetAfterSaveBehavior(Microsoft.EntityFrameworkCore.Metadata.PropertySaveBehavior.Save);
        builder.Property(proposal => proposal.Parts).IsLong();
        builder.HasIndex(proposal => new { proposal.RunId, proposal.State, proposal.Size });
    }
}
