using LoyaltyPortal.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Members;

/// <summary>Where members that were merged lead to, for reading.</summary>
internal static class MergedMembers
{
    /// <summary>Of some members those that were merged, each with the member whom the person goes on as.</summary>
    public static async Task<IReadOnlyDictionary<long, long>> LeadsAsync(LoyaltyDbContext context, IReadOnlyCollection<long> members, CancellationToken cancellation)
    {
        var leads = new Dictionary<long, long>();
        var asked = members.Distinct().ToList();
        while (asked.Count > 0)
        {
            var step = await context.Set<Member>().Where(member => asked.Contains(member.Id) && member.MergedInto != null)
                .Select(member => new { member.Id, Survivor = member.MergedInto!.Value }).ToListAsync(cancellation);
            foreach (var lead in step)
            {
                foreach (var earlier in leads.Where(pair => pair.Value == lead.Id).Select(pair => pair.Key).ToList())
                    leads[earlier] = lead.Survivor;
                leads[lead.Id] = lead.Survivor;
            }

            asked = [.. step.Select(lead => lead.Survivor).Distinct()];
        }

        return leads;
    }

    /// <summary>A member, whom it was merged into, and all who were merged into that one.</summary>
    public static async Task<List<long>> FamilyAsync(LoyaltyDbContext context, long memberId, CancellationToken cancellation)
    {
        var family = new List<long> { (await LeadsAsync(context, [memberId], cancellation)).GetValueOrDefault(memberId, memberId) };
        for (List<long> step = [.. family]; step.Count > 0;)
        {
            var above = step;
            step = await context.Set<Member>().Where(member => member.MergedInto != null && above.Contains(member.MergedInto.Value)).Select(member => member.Id).ToListAsync(cancellation);
            family.AddRange(step);
        }

        return family;
    }

    /// <summary>All who were merged into some members, over however many steps.</summary>
    public static async Task<List<long>> IntoAsync(LoyaltyDbContext context, IQueryable<long> members, CancellationToken cancellation)
    {
        var found = new List<long>();
        for (var step = await context.Set<Member>().Where(member => member.MergedInto != null && members.Contains(member.MergedInto.Value)).Select(member => member.Id).ToListAsync(cancellation); step.Count > 0;)
        {
            found.AddRange(step);
            var above = step;
            step = await context.Set<Member>().Where(member => member.MergedInto != null && above.Contains(member.MergedInto.Value)).Select(member => member.Id).ToListAsync(cancellation);
        }

        return found;
    }

    /// <summary>The active member that this id means now, or null.</summary>
    public static async Task<Member?> FindAsync(LoyaltyDbContext context, long memberId, CancellationToken cancellation)
    {
        var id = (await LeadsAsync(context, [memberId], cancellation)).GetValueOrDefault(memberId, memberId);
        return await context.Set<Member>().FirstOrDefaultAsync(member => member.Id == id && member.Status == MemberStatus.Active, cancellation);
    }
}
