using System.Reflection;
using LoyaltyPortal.Platform.Data;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;

namespace LoyaltyPortal.Tests.Platform.Data;

/// <summary>What SQL Server says of a lost race, also through EF.</summary>
public sealed class WorthRetryingTests
{
    [Fact]
    public void A_deadlock_that_EF_wraps_in_its_advice_is_worth_retrying()
    {
        var error = (SqlError)typeof(SqlError).GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic).OrderBy(c => c.GetParameters().Length).Select(c =>
            c.Invoke([.. c.GetParameters().Select((p, i) => i == 0 ? (object)1205 : p.ParameterType == typeof(string) ? "deadlock" : p.ParameterType.IsValueType ? Activator.CreateInstance(p.ParameterType) : null)])).First();
        var errors = (SqlErrorCollection)Activator.CreateInstance(typeof(SqlErrorCollection), nonPublic: true)!;
        typeof(SqlErrorCollection).GetMethod("Add", BindingFlags.Instance | BindingFlags.NonPublic)!.Invoke(errors, [error]);
        var create = typeof(SqlException).GetMethods(BindingFlags.Static | BindingFlags.NonPublic).First(m => m.Name == "CreateException" && m.GetParameters().Length == 2 && m.GetParameters()[0].ParameterType == typeof(SqlErrorCollection));
        var deadlock = (SqlException)create.Invoke(null, [errors, "16.0"])!;
        Assert.True(LoyaltyDatabase.IsWorthRetrying(deadlock));
        using var context = new LoyaltyDatabase(DatabaseProvider.SqlServer, "Server=nowhere;Database=x").ForPlatform();
        var strategy = context.Database.CreateExecutionStrategy();
        var seen = Record.Exception(() => strategy.Execute(() => throw new DbUpdateException("x", deadlock)));
        Assert.True(LoyaltyDatabase.IsWorthRetrying(seen!), $"{strategy.GetType().Name}: {seen!.GetType().Name}: {seen.Message}");
    }
}
