using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using LoyaltyPortal.Platform.Commands;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Results;
using LoyaltyPortal.Platform.Time;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Feedback;

/// <summary>What a file would bring.</summary>
/// <param name="Good">Lines that can be taken.</param>
/// <param name="WithMember">Of those, with a member.</param>
public sealed record AnswerPreview(int Good, int WithMember, IReadOnlyList<AnswerFault> Faults);

/// <summary>What a file brought.</summary>
/// <param name="Known">Lines that had been taken before.</param>
public sealed record AnswersImported(int Taken, int Known);

/// <summary>Takes past answers from a file: all of it, or nothing.</summary>
public sealed class AnswerImport(LoyaltyDatabase database, MerchantDirectory directory, CommandQueue queue, TimeProvider clock)
{
    /// <summary>Reads a file and changes nothing.</summary>
    /// <returns>Or <c>survey_unknown</c>, <c>survey_not_open</c>, what is wrong with the file as a whole, <c>not_allowed</c>.</returns>
    public async Task<Result<AnswerPreview>> PreviewAsync(Actor actor, long surveyId, string text, CancellationToken cancellation = default) =>
        (await ReadAsync(actor, surveyId, text, cancellation)).Then(read => new AnswerPreview(read.Answers.Count, read.Answers.Count(answer => answer.MemberId is not null), read.Faults));

    /// <summary>Takes a file without faults. Lines that were taken before are passed over, so that the same file again changes nothing.</summary>
    /// <returns>Or <c>survey_file_faults</c>, and as <see cref="PreviewAsync"/>.</returns>
    public async Task<Result<AnswersImported>> ImportAsync(Actor actor, long surveyId, string text, CancellationToken cancellation = default)
    {
        if (!(await ReadAsync(actor, surveyId, text, cancellation)).Try(out var read, out var refused))
            return refused;
        if (read.Faults.Count > 0)
            return SurveyErrors.FileFaults(read.Faults.Count);
        return await queue.ExecuteAsync(new ImportAnswers { MerchantId = actor.MerchantId, SurveyId = surveyId, Answers = read.Answers, By = actor }, CancellationToken.None);
    }

    private async Task<Result<(IReadOnlyList<ImportedAnswer> Answers, IReadOnlyList<AnswerFault> Faults)>> ReadAsync(Actor actor, long surveyId, string text, CancellationToken cancellation)
    {
        if (actor.Lacks(Permission.ChangeProgramme) is { } refusal)
            return refusal;
        await using var context = database.ForMerchant(actor.MerchantId);
        if (await context.Set<Survey>().AsNoTracking().FirstOrDefaultAsync(survey => survey.Id == surveyId, cancellation) is not { } survey || await directory.FindAsync(actor.MerchantId, cancellation) is not { } merchant)
            return SurveyErrors.Unknown();
        if (survey.State == SurveyState.Draft)
            return SurveyErrors.NotOpen();
        if (!AnswerFile.Read(text, survey.Kind, merchant, clock.UtcNow()).Try(out var file, out var wrong))
            return wrong;
        var members = await MembersAsync(context, [.. file.Rows.Select(row => row.Member).OfType<string>().Distinct()], cancellation);
        var (answers, faults) = (new List<ImportedAnswer>(), file.Faults.ToList());
        foreach (var row in file.Rows)
        {
            var memberId = row.Member is null ? (long?)null : members.GetValueOrDefault(row.Member);
            if (memberId == 0)
                faults.Add(new AnswerFault(row.Line, "Member", row.Member!));
            else
                answers.Add(new ImportedAnswer(row.Answers, row.AnsweredAt, memberId, row.Key));
        }

        return (answers, [.. faults.OrderBy(fault => fault.Line)]);
    }

    /// <summary>Members by what a file calls them: code, e-mail address, or the shop's own number.</summary>
    private static async Task<Dictionary<string, long>> MembersAsync(LoyaltyDbContext context, IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var found = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var part in names.Chunk(500))
        {
            var codes = part.Select(name => (Name: name, Code: MemberCode.Parse(name))).Where(pair => pair.Code is not null).ToLookup(pair => pair.Code!, pair => pair.Name);
            var emails = part.Select(name => (Name: name, Email: Member.NormalizeEmail(name)!)).ToLookup(pair => pair.Email, pair => pair.Name);
            var (byCode, byEmail) = (codes.Select(code => code.Key).ToList(), emails.Select(email => email.Key).ToList());
            var rows = await context.Set<Member>().AsNoTracking().Where(member => member.Status == MemberStatus.Active)
                .Where(member => byCode.Contains(member.Code) || byEmail.Contains(member.NormalizedEmail!) || part.Contains(member.ExternalId!))
                .Select(member => new { member.Id, member.Code, member.NormalizedEmail, member.ExternalId }).ToListAsync(cancellation);
            foreach (var row in rows)
            {
                foreach (var name in codes[row.Code].Concat(row.NormalizedEmail is { } email ? emails[email] : []).Concat(row.ExternalId is { } external && part.Contains(external) ? [external] : []))
                    found.TryAdd(name, row.Id);
            }
        }

        return found;
    }
}

/// <summary>Keeps the answers of a file in one transaction.</summary>
internal sealed class ImportAnswers : WriteCommand<AnswersImported>
{
    public override string Kind => "import_answers";

    public required long SurveyId { get; init; }

    public required IReadOnlyList<ImportedAnswer> Answers { get; init; }

    [System.Text.Json.Serialization.JsonIgnore]
    public required Actor By { get; init; }

    protected override async ValueTask<Result<AnswersImported>> ApplyAsync(Work work)
    {
        var book = SurveyBook.In(work);
        if (await book.FindAsync(MerchantId, SurveyId) is not { } survey)
            return SurveyErrors.Unknown();
        var taken = 0;
        foreach (var answer in Answers)
            taken += await book.ImportAsync(survey, answer) ? 1 : 0;
        if (taken > 0)
            await AuditBook.In(work).WriteAsync(By, SurveyAudit.Imported, survey.Title, null, new { Answers = taken });
        return new AnswersImported(taken, Answers.Count - taken);
    }
}
