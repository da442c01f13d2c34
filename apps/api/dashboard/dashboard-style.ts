import { pageStyle } from '../pages/page-style';

/** Figures side by side where there is room, under each other where there is not. */
export const dashboardStyle = `${pageStyle}
body { max-width: 76rem; }
header p { margin: .25rem 0; }
form { display: flex; flex-wrap: wrap; gap: 1rem; align-items: end; padding: 1rem; background: #f2f4f7; }
label { display: block; font-weight: 600; }
input, select, button { font: inherit; padding: .4rem .6rem; min-height: 2.75rem; border: 2px solid #14181f; border-radius: 0; background: #fff; color: inherit; }
button { background: #0b3d91; border-color: #0b3d91; color: #fff; font-weight: 600; cursor: pointer; }
input:focus-visible, select:focus-visible, button:focus-visible, summary:focus-visible { outline: 3px solid #14181f; outline-offset: 2px; box-shadow: 0 0 0 2px #ffdd57; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(14rem, 1fr)); gap: 1rem; padding: 0; margin: 1rem 0; list-style: none; }
.tiles li { border: 1px solid #5b6472; border-top: .4rem solid #0b3d91; padding: .75rem 1rem; }
.tiles a { font-weight: 600; }
.value { display: block; font-size: 1.6rem; font-weight: 700; line-height: 1.3; font-variant-numeric: tabular-nums; }
.basis { display: block; font-size: .9rem; color: #3b4350; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(28rem, 100%), 1fr)); gap: 2rem; }
figure { margin: 0; }
figcaption { font-weight: 600; }
svg { width: 100%; height: auto; font: 13px system-ui, sans-serif; }
summary { cursor: pointer; padding: .5rem 0; }
td.bar { min-width: 8rem; }
td.bar svg { width: 200px; height: 16px; }
`;
