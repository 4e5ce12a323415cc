using LoyaltyPortal.Ledger;
using LoyaltyPortal.Members;
using LoyaltyPortal.Merchants;
using LoyaltyPortal.Platform.Data;
using LoyaltyPortal.Platform.Shell;
using LoyaltyPortal.Purchases;
using LoyaltyPortal.Till;

var builder = WebApplication.CreateBuilder(args);
builder.AddRootSettings();
builder.Services
    .AddData(builder.Configuration, builder.Environment)
    .AddMerchants()
    .AddMembers()
    .AddLedger()
    .AddPurchases()
    .AddTill()
    .AddShell();

var app = builder.Build();
await app.Services.PrepareDataAsync();
app.UseShell();
app.MapShell();
await app.RunAsync();
