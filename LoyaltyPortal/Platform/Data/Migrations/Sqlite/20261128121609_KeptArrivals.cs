using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyPortal.Platform.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class KeptArrivals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "KeptCategories",
                table: "MemberMonths",
                type: "TEXT",
                maxLength: -1,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "KeptDays",
                table: "MemberMonths",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "BreadthMonths",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    Month = table.Column<int>(type: "INTEGER", nullable: false),
                    Place = table.Column<int>(type: "INTEGER", nullable: false),
                    Rank = table.Column<int>(type: "INTEGER", nullable: false),
                    Latest = table.Column<int>(type: "INTEGER", nullable: false),
                    KeptMembers = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BreadthMonths", x => new { x.MerchantId, x.Month, x.Place });
                });

            migrationBuilder.CreateTable(
                name: "CategoryArrivals",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    Category = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    Month = table.Column<int>(type: "INTEGER", nullable: false),
                    Previous = table.Column<int>(type: "INTEGER", nullable: false),
                    KeptMembers = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CategoryArrivals", x => new { x.MerchantId, x.Category, x.Month, x.Previous });
                });

            migrationBuilder.CreateTable(
                name: "CategoryMonths",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    Category = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    Month = table.Column<int>(type: "INTEGER", nullable: false),
                    KeptNet = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CategoryMonths", x => new { x.MerchantId, x.Category, x.Month });
                });

            migrationBuilder.CreateTable(
                name: "DayArrivals",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    Day = table.Column<int>(type: "INTEGER", nullable: false),
                    Previous = table.Column<int>(type: "INTEGER", nullable: false),
                    KeptMembers = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DayArrivals", x => new { x.MerchantId, x.Day, x.Previous });
                });

            migrationBuilder.CreateIndex(
                name: "IX_Purchases_MemberId_Day",
                table: "Purchases",
                columns: new[] { "MemberId", "Day" },
                filter: "\"PointsRedeemed\" > 0");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "BreadthMonths");

            migrationBuilder.DropTable(
                name: "CategoryArrivals");

            migrationBuilder.DropTable(
                name: "CategoryMonths");

            migrationBuilder.DropTable(
                name: "DayArrivals");

            migrationBuilder.DropIndex(
                name: "IX_Purchases_MemberId_Day",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "KeptCategories",
                table: "MemberMonths");

            migrationBuilder.DropColumn(
                name: "KeptDays",
                table: "MemberMonths");
        }
    }
}
