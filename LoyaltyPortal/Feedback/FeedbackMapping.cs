using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LoyaltyPortal.Feedback;

internal sealed class SurveyMapping : IEntityTypeConfiguration<Survey>
{
    public void Configure(EntityTypeBuilder<Survey> builder)
    {
        builder.ToTable("Surveys");
        builder.HasKey(survey => survey.Id);
        builder.Property(survey => survey.MerchantId).IsFixed();
        builder.Property(survey => survey.CreatedAt).IsFixed();
        builder.Property(survey => survey.Title).HasMaxLength(SurveyInput.TitleLength);
        foreach (var question in (string[])[nameof(Survey.Question), nameof(Survey.SecondQuestion), nameof(Survey.ThirdQuestion), nameof(Survey.AskPromoters), nameof(Survey.AskPassives), nameof(Survey.AskDetractors)])
            builder.Property(question).HasMaxLength(SurveyInput.QuestionLength);
        builder.Ignore(survey => survey.IsNps);
        builder.HasIndex(survey => new { survey.MerchantId, survey.State });
    }
}

internal sealed class SurveyInvitationMapping : IEntityTypeConfiguration<SurveyInvitation>
{
    public void Configure(EntityTypeBuilder<SurveyInvitation> builder)
    {
        builder.ToTable("SurveyInvitations");
        builder.HasKey(invitation => invitation.Id);
        builder.Property(invitation => invitation.MerchantId).IsFixed();
        builder.Property(invitation => invitation.SurveyId).IsFixed();
        builder.Property(invitation => invitation.SentAt).IsFixed();
        builder.Property(invitation => invitation.Code).HasMaxLength(SurveyCode.Length);
        builder.HasIndex(invitation => new { invitation.MerchantId, invitation.Code }).IsUnique();
        builder.HasIndex(invitation => new { invitation.SurveyId, invitation.PurchaseId }).IsUnique();
        builder.HasIndex(invitation => new { invitation.MemberId, invitation.SentAt });
    }
}

internal sealed class SurveyResponseMapping : IEntityTypeConfiguration<SurveyResponse>
{
    public void Configure(EntityTypeBuilder<SurveyResponse> builder)
    {
        builder.ToTable("SurveyResponses");
        builder.HasKey(response => response.Id);
        builder.Property(response => response.MerchantId).IsFixed();
        builder.Property(response => response.SurveyId).IsFixed();
        builder.Property(response => response.AnsweredAt).IsFixed();
        builder.Property(response => response.TierKey).HasMaxLength(40);
        builder.Property(response => response.FollowUp).HasMaxLength(SurveyResponse.TextLength);
        builder.Property(response => response.Comment).HasMaxLength(SurveyResponse.TextLength);
        builder.Property(response => response.ImportKey).HasMaxLength(SurveyResponse.ImportKeyLength);
        builder.Ignore(response => response.EditableUntil);
        builder.Ignore(response => response.Answers);
        builder.HasIndex(response => new { response.MerchantId, response.Kind, response.AnsweredAt });
        builder.HasIndex(response => new { response.SurveyId, response.AnsweredAt });
        builder.HasIndex(response => new { response.SurveyId, response.ImportKey }).IsUnique();
        builder.HasIndex(response => response.MemberId);
    }
}

internal sealed class SurveyRoundMapping : IEntityTypeConfiguration<SurveyRound>
{
    public void Configure(EntityTypeBuilder<SurveyRound> builder)
    {
        builder.ToTable("SurveyRounds");
        builder.HasKey(round => round.Id);
        builder.Property(round => round.MerchantId).IsFixed();
        builder.Property(round => round.SurveyId).IsFixed();
        builder.HasIndex(round => new { round.SurveyId, round.StartedAt });
        builder.HasIndex(round => round.FinishedAt);
    }
}

internal sealed class SurveySamplingMapping : IEntityTypeConfiguration<SurveySampling>
{
    public void Configure(EntityTypeBuilder<SurveySampling> builder)
    {
        builder.ToTable("SurveySamplings");
        builder.HasKey(sampling => sampling.SurveyId);
        builder.Property(sampling => sampling.MerchantId).IsFixed();
    }
}
