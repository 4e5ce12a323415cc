using System.Globalization;
using LoyaltyPortal.Platform.Access;
using LoyaltyPortal.Platform.Audit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace LoyaltyPortal.Merchants.Pages;

/// <summary>The merchant's audit log, newest first, in people's words.</summary>
public sealed partial class AuditPage
{
    /// <summary>More fields than this change only when a merchant is founded; nobody reads those.</summary>
    private const int Shown = 12;

    private List<AuditLine>? lines;
    private (long? Broken, bool Checked)? proof;
    private bool more;
    private bool busy;

    [Parameter]
    public string Merchant { get; set; } = "";

    [CascadingParameter]
    public Workspace Workspace { get; set; } = default!;

    [Inject]
    public required AuditLog Audit { get; init; }

    [Inject]
    public required IStringLocalizer<MerchantsText> Text { get; init; }

    protected override async Task OnInitializedAsync()
    {
        var page = await Audit.ListAsync(Workspace.Actor);
        lines = [.. page];
        more = page.Count == AuditLog.PageSize;
    }

    private async Task MoreAsync()
    {
        if (busy)
            return;
        busy = true;
        try
        {
            var page = await Audit.ListAsync(Workspace.Actor, lines![^1].Sequence);
            lines.AddRange(page);
            more = page.Count == AuditLog.PageSize;
        }
        finally
        {
            busy = false;
        }
    }

    private async Task ProveAsync()
    {
        if (busy)
            return;
        busy = true;
        try
        {
            proof = (await Audit.ProveAsync(Workspace.Actor)).Try(out var found, out _) ? (found.FirstBroken, true) : null;
        }
        finally
        {
            busy = false;
        }
    }

    /// <summary>"City: Bath → York"; what is new altogether has no before.</summary>
    private string Sentence(AuditLine line, AuditChange change)
    {
        var after = Say(change.Field, change.After);
        var isNew = line.Changes.All(other => other.Before is null);
        return $"{FieldName(change.Field)}: {(isNew ? after : $"{Say(change.Field, change.Before)} → {after}")}";
    }

    private string FieldName(string field)
    {
        var name = Text["Field." + char.ToUpperInvariant(field[0]) + field[1..]];
        return name.ResourceNotFound ? field : name.Value;
    }

    private string Say(string field, string? value) => (field, value) switch
    {
        (_, null or "") => "–",
        ("role", _) => Text["Role." + value],
        ("channel", _) => Text["Channel." + value],
        (_, "True" or "False" or "changed") => Text["Audit." + value],
        ("homeStoreId", _) => Workspace.Merchant.Stores.FirstOrDefault(store => store.Id.ToString(CultureInfo.InvariantCulture) == value)?.Name ?? value,
        _ => value,
    };
}
